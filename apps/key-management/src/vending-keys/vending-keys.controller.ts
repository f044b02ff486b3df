import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import type { Principal } from '@openprepay/contracts/identity';
import { supplyGroupCode } from '@openprepay/contracts/wire';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, valid } from '@openprepay/runtime/endpoint';
import { z } from 'zod';
import { pageOf, pageQueryShape } from '../paging.js';
import { EnterComponent } from './enter-component.js';
import { ReadVendingKeys } from './read-vending-keys.js';
import { RetireVendingKey } from './retire-vending-key.js';
import { componentAnswer, newComponent, toComponentAnswer, toVendingKeyAnswer, vendingKeyAnswer } from './vending-key-answer.js';
import { vendingKeyStates } from './vending-key.js';

const vendingKeyId = z.uuid();
const listQuery = z.object({ ...pageQueryShape, supplyGroupCode: supplyGroupCode.optional(), state: z.enum(vendingKeyStates).optional() });

@Controller('v1/vending-keys')
export class VendingKeysController {
  constructor(
    @Inject(EnterComponent) private readonly enterComponent: EnterComponent,
    @Inject(RetireVendingKey) private readonly retireVendingKey: RetireVendingKey,
    @Inject(ReadVendingKeys) private readonly readVendingKeys: ReadVendingKeys,
  ) {}

  @Get()
  @Endpoint({ summary: 'The vending keys', roles: ['custodian', 'engineer'], answers: { 200: pageOf(vendingKeyAnswer) } })
  async list(@Query(valid(listQuery)) query: z.output<typeof listQuery>, @Caller() caller: Principal): Promise<unknown> {
    const found = await this.readVendingKeys.list(caller, query, query);
    return { ...found, items: found.items.map(toVendingKeyAnswer) };
  }

  @Get(':id')
  @Endpoint({ summary: 'One vending key', roles: ['custodian', 'engineer'], answers: { 200: vendingKeyAnswer } })
  async one(@Param('id', valid(vendingKeyId)) id: string, @Caller() caller: Principal): Promise<unknown> {
    return toVendingKeyAnswer(await this.readVendingKeys.one(caller, id));
  }

  @Post(':id/components')
  @Endpoint({
    summary: 'Enter one custodian’s component; the last one activates the key',
    roles: ['custodian'],
    adminExcluded: true,
    answers: { 200: componentAnswer },
  })
  async enter(
    @Param('id', valid(vendingKeyId)) id: string,
    @Body(valid(newComponent)) { component }: z.output<typeof newComponent>,
    @Caller() caller: Principal,
  ): Promise<unknown> {
    return toComponentAnswer(await this.enterComponent.execute(caller, { vendingKeyId: id, component }));
  }

  @Post(':id/retiring')
  @Endpoint({
    summary: 'Begin to replace a key: its meters change to another revision and are served until they have',
    roles: ['custodian'],
    answers: { 200: vendingKeyAnswer },
  })
  async retiring(@Param('id', valid(vendingKeyId)) id: string, @Caller() caller: Principal): Promise<unknown> {
    await this.retireVendingKey.execute(caller, { vendingKeyId: id, to: 'retiring' });
    return toVendingKeyAnswer(await this.readVendingKeys.one(caller, id));
  }

  @Post(':id/retire')
  @Endpoint({ summary: 'Take a key out of use, or abandon a draft', roles: ['custodian'], answers: { 200: vendingKeyAnswer } })
  async retire(@Param('id', valid(vendingKeyId)) id: string, @Caller() caller: Principal): Promise<unknown> {
    await this.retireVendingKey.execute(caller, { vendingKeyId: id, to: 'retired' });
    return toVendingKeyAnswer(await this.readVendingKeys.one(caller, id));
  }
}
