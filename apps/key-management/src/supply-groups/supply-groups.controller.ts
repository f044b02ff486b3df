import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import type { Principal } from '@openprepay/contracts/identity';
import { supplyGroupCode } from '@openprepay/contracts/wire';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, valid } from '@openprepay/runtime/endpoint';
import { z } from 'zod';
import { type PageQuery, pageOf, pageQuery } from '../paging.js';
import { CreateSupplyGroup } from './create-supply-group.js';
import { ReadSupplyGroups } from './read-supply-groups.js';
import type { SupplyGroup } from './supply-group.js';

const MAX_NAME = 120;

const newSupplyGroup = z.object({ supplyGroupCode, name: z.string().trim().min(1).max(MAX_NAME) });
const supplyGroup = z.object({ supplyGroupCode, name: z.string(), createdAt: z.iso.datetime() });

@Controller('v1/supply-groups')
export class SupplyGroupsController {
  constructor(
    @Inject(CreateSupplyGroup) private readonly createSupplyGroup: CreateSupplyGroup,
    @Inject(ReadSupplyGroups) private readonly readSupplyGroups: ReadSupplyGroups,
  ) {}

  @Post()
  @Endpoint({ summary: 'Open a supply group', roles: ['custodian'], answers: { 201: supplyGroup } })
  async create(@Body(valid(newSupplyGroup)) body: z.output<typeof newSupplyGroup>, @Caller() caller: Principal): Promise<unknown> {
    return toApi(await this.createSupplyGroup.execute(caller, body));
  }

  @Get()
  @Endpoint({ summary: 'The supply groups', roles: ['custodian', 'engineer', 'operator'], answers: { 200: pageOf(supplyGroup) } })
  async list(@Query(valid(pageQuery)) query: PageQuery, @Caller() caller: Principal): Promise<unknown> {
    const found = await this.readSupplyGroups.list(caller, query);
    return { ...found, items: found.items.map(toApi) };
  }

  @Get(':sgc')
  @Endpoint({ summary: 'One supply group', roles: ['custodian', 'engineer', 'operator'], answers: { 200: supplyGroup } })
  async one(@Param('sgc', valid(supplyGroupCode)) code: string, @Caller() caller: Principal): Promise<unknown> {
    return toApi(await this.readSupplyGroups.one(caller, code));
  }
}

const toApi = ({ supplyGroupCode: code, name, createdAt }: SupplyGroup): z.output<typeof supplyGroup> => ({
  supplyGroupCode: code,
  name,
  createdAt: createdAt.toISOString(),
});
