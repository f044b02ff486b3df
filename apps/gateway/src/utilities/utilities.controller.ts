import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { MAX_PASSWORD_LENGTH } from '@openprepay/contracts/http/gateway';
import type { Principal } from '@openprepay/contracts/identity';
import { currency, utilityCode } from '@openprepay/contracts/wire';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, valid } from '@openprepay/runtime/endpoint';
import { z } from 'zod';
import { pageQuery, username } from '../users/users.controller.js';
import { CreateUtility } from './create-utility.js';
import type { Utility } from './utility.js';
import { UtilityRepository } from './utility.repository.js';

const MAX_NAME = 200;
const utilityFields = { code: utilityCode, name: z.string().trim().min(1).max(MAX_NAME), currency, timeZone: z.string().min(1).max(64) };
const firstAdmin = { username, password: z.string().min(1).max(MAX_PASSWORD_LENGTH) };
/** The first administrator's name and password stand beside the utility's own fields, or below `admin`. */
const createBody = z.union([
  z.object({ ...utilityFields, ...firstAdmin }),
  z.object({ ...utilityFields, admin: z.object(firstAdmin) }).transform(({ admin, ...rest }) => ({ ...rest, ...admin })),
]);
const utilityAnswer = z.object({
  code: z.string(),
  name: z.string(),
  currency: z.string(),
  timeZone: z.string(),
  createdAt: z.iso.datetime(),
});
const createdAnswer = utilityAnswer.extend({ admin: z.object({ userId: z.uuid(), username: z.string() }) });

@Controller('api/auth/utilities')
export class UtilitiesController {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(UtilityRepository) private readonly utilities: UtilityRepository,
    @Inject(CreateUtility) private readonly createUtility: CreateUtility,
  ) {}

  @Post()
  @Endpoint({ summary: 'Add a utility and its first administrator', platform: true, answers: { 201: createdAnswer } })
  async create(@Body(valid(createBody)) body: z.output<typeof createBody>): Promise<z.input<typeof createdAnswer>> {
    const { utility, admin } = await this.createUtility.execute(body);
    return { ...toApi(utility), admin: { userId: admin.id, username: admin.username } };
  }

  @Get()
  @Endpoint({
    summary: 'My utility; all of them for those who run the installation',
    anyRole: true,
    answers: { 200: z.object({ items: z.array(utilityAnswer), nextCursor: z.string().optional() }) },
  })
  async list(@Query(valid(pageQuery)) query: z.output<typeof pageQuery>, @Caller() caller: Principal): Promise<unknown> {
    const found = await this.unitOfWork.run(caller.platform ? ALL_UTILITIES : caller.utility, (tx) => this.utilities.list(tx, query));
    return { ...found, items: found.items.map(toApi) };
  }
}

const toApi = (utility: Utility): z.input<typeof utilityAnswer> => ({ ...utility, createdAt: utility.createdAt.toISOString() });
