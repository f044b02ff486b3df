import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import type { Principal } from '@openprepay/contracts/identity';
import { supplyGroupCode } from '@openprepay/contracts/wire';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, valid } from '@openprepay/runtime/endpoint';
import { z } from 'zod';
import { type PageQuery, pageOf, pageQuery } from '../paging.js';
import { CreateVendingKey } from './create-vending-key.js';
import { EnterComponent } from './enter-component.js';
import { ReadVendingKeys } from './read-vending-keys.js';
import {
  componentAnswer,
  newComponent,
  newVendingKey,
  toComponentAnswer,
  toVendingKeyAnswer,
  vendingKeyAnswer,
} from './vending-key-answer.js';

const vendingKeyId = z.uuid();

/** The same keys, as their supply group's. */
@Controller('v1/supply-groups/:sgc/vending-keys')
export class SupplyGroupKeysController {
  constructor(
    @Inject(CreateVendingKey) private readonly createVendingKey: CreateVendingKey,
    @Inject(EnterComponent) private readonly enterComponent: EnterComponent,
    @Inject(ReadVendingKeys) private readonly readVendingKeys: ReadVendingKeys,
  ) {}

  @Post()
  @Endpoint({
    summary: 'Open a vending key: a draft for its custodians, or one that the vault generates (custodians only)',
    roles: ['custodian'],
    answers: { 201: vendingKeyAnswer },
  })
  async create(
    @Param('sgc', valid(supplyGroupCode)) code: string,
    @Body(valid(newVendingKey)) { generate: _generate, components, ...attributes }: z.output<typeof newVendingKey>,
    @Caller() caller: Principal,
  ): Promise<unknown> {
    const key = await this.createVendingKey.execute(caller, { ...attributes, components, supplyGroupCode: code });
    return toVendingKeyAnswer({ key, componentsEntered: 0 });
  }

  @Get()
  @Endpoint({ summary: 'The vending keys of a supply group', roles: ['custodian', 'engineer'], answers: { 200: pageOf(vendingKeyAnswer) } })
  async list(
    @Param('sgc', valid(supplyGroupCode)) code: string,
    @Query(valid(pageQuery)) query: PageQuery,
    @Caller() caller: Principal,
  ): Promise<unknown> {
    const found = await this.readVendingKeys.list(caller, { supplyGroupCode: code }, query);
    return { ...found, items: found.items.map(toVendingKeyAnswer) };
  }

  @Post(':id/components')
  @Endpoint({
    summary: 'Enter one custodian’s component; the last one activates the key',
    roles: ['custodian'],
    adminExcluded: true,
    answers: { 200: componentAnswer },
  })
  async enter(
    @Param('sgc', valid(supplyGroupCode)) code: string,
    @Param('id', valid(vendingKeyId)) id: string,
    @Body(valid(newComponent)) { component }: z.output<typeof newComponent>,
    @Caller() caller: Principal,
  ): Promise<unknown> {
    return toComponentAnswer(await this.enterComponent.execute(caller, { vendingKeyId: id, component, supplyGroupCode: code }));
  }
}
