import { Body, Controller, Get, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { MAX_PASSWORD_LENGTH } from '@openprepay/contracts/http/gateway';
import { type Principal, role } from '@openprepay/contracts/identity';
import { DEFAULT_PAGE, MAX_PAGE } from '@openprepay/contracts/http/page';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, valid } from '@openprepay/runtime/endpoint';
import { z } from 'zod';
import { CreateUser } from './create-user.js';
import { UpdateUser } from './update-user.js';
import type { User } from './user.js';
import { UserRepository } from './user.repository.js';

const MAX_CURSOR = 1_024;
const MAX_ROLES = 16;

/** Letters, digits and what e-mail addresses need. */
export const username = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}$/, 'letters, digits and . _ @ + -, at most 64');
const password = z.string().min(1).max(MAX_PASSWORD_LENGTH);
const roles = z.array(role).min(1).max(MAX_ROLES);
export const pageQuery = z.object({
  cursor: z.string().max(MAX_CURSOR).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(DEFAULT_PAGE),
});

const createBody = z.object({ username, password, roles, vendorId: z.uuid().optional() });
const updateBody = z.strictObject({
  state: z.enum(['active', 'disabled']).optional(),
  roles: roles.optional(),
  password: password.optional(),
});
const userAnswer = z.object({
  userId: z.uuid(),
  username: z.string(),
  roles: z.array(role),
  vendorId: z.uuid().optional(),
  platform: z.boolean(),
  state: z.enum(['active', 'disabled']),
  createdAt: z.iso.datetime(),
});

@Controller('api/auth/users')
export class UsersController {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(UserRepository) private readonly users: UserRepository,
    @Inject(CreateUser) private readonly createUser: CreateUser,
    @Inject(UpdateUser) private readonly updateUser: UpdateUser,
  ) {}

  @Post()
  @Endpoint({ summary: 'Add a user to my utility', roles: ['admin'], answers: { 201: userAnswer } })
  async create(
    @Body(valid(createBody)) body: z.output<typeof createBody>,
    @Caller() caller: Principal,
  ): Promise<z.input<typeof userAnswer>> {
    return toApi(await this.createUser.execute(caller.utility, body));
  }

  @Get()
  @Endpoint({
    summary: 'The users of my utility',
    roles: ['admin'],
    answers: { 200: z.object({ items: z.array(userAnswer), nextCursor: z.string().optional() }) },
  })
  async list(@Query(valid(pageQuery)) query: z.output<typeof pageQuery>, @Caller() caller: Principal): Promise<unknown> {
    const found = await this.unitOfWork.run(caller.utility, (tx) => this.users.list(tx, query));
    return { ...found, items: found.items.map(toApi) };
  }

  @Patch(':id')
  @Endpoint({ summary: 'Disable or enable a user, change roles, set a password', roles: ['admin'], answers: { 200: userAnswer } })
  async update(
    @Param('id', valid(z.uuid())) id: string,
    @Body(valid(updateBody)) body: z.output<typeof updateBody>,
    @Caller() caller: Principal,
  ): Promise<z.input<typeof userAnswer>> {
    return toApi(await this.updateUser.execute(caller, id, body));
  }
}

export const toApi = (user: User): z.input<typeof userAnswer> => ({
  userId: user.id,
  username: user.username,
  roles: [...user.roles],
  ...(user.vendorId === undefined ? {} : { vendorId: user.vendorId }),
  platform: user.platform,
  state: user.state,
  createdAt: user.createdAt.toISOString(),
});
