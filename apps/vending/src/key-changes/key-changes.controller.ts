import { Controller, Inject } from '@nestjs/common';
import { vendingApi } from '@openprepay/contracts/http/vending';
import type { KeyChangeAnswer } from '@openprepay/contracts/http/vending-key-changes';
import type { Principal } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { answer, Endpoint, Input, type Reply } from '@openprepay/runtime/endpoint';
import { EndKeyChange } from './end-key-change.js';
import { FindKeyChanges } from './find-key-changes.js';
import { keyChangeToApi } from './key-change-api.js';
import { isAnswered } from './key-change.js';
import { OrderKeyChange } from './order-key-change.js';

const { orderKeyChange, listKeyChanges, confirmKeyChange, cancelKeyChange } = vendingApi.endpoints;

@Controller()
export class KeyChangesController {
  constructor(
    @Inject(OrderKeyChange) private readonly orderKeyChange: OrderKeyChange,
    @Inject(FindKeyChanges) private readonly findKeyChanges: FindKeyChanges,
    @Inject(EndKeyChange) private readonly endKeyChange: EndKeyChange,
  ) {}

  /** 202 where the set is not there in time. */
  @Endpoint(orderKeyChange)
  async order(
    @Caller() caller: Principal,
    @Input() { params, headers, body }: Input<typeof orderKeyChange>,
  ): Promise<Reply<typeof orderKeyChange>> {
    const command = { ...params, to: present(body.to), reason: body.reason, idempotencyKey: headers['idempotency-key'] };
    const { change, replayed } = await this.orderKeyChange.execute(caller, command);
    const repeated = present({ 'idempotency-replayed': replayed ? ('true' as const) : undefined });
    return answer(isAnswered(change) ? 201 : 202, keyChangeToApi(change), repeated);
  }

  @Endpoint(listKeyChanges)
  async list(@Caller() caller: Principal, @Input() { params, query }: Input<typeof listKeyChanges>): Promise<Page<KeyChangeAnswer>> {
    return mapPage(await this.findKeyChanges.execute(caller, { ...params, ...query }), keyChangeToApi);
  }

  @Endpoint(confirmKeyChange)
  async confirm(@Caller() caller: Principal, @Input() { params, body }: Input<typeof confirmKeyChange>): Promise<KeyChangeAnswer> {
    return keyChangeToApi(await this.endKeyChange.execute(caller, { ...params, state: 'confirmed', remark: body.evidence }));
  }

  @Endpoint(cancelKeyChange)
  async cancel(@Caller() caller: Principal, @Input() { params, body }: Input<typeof cancelKeyChange>): Promise<KeyChangeAnswer> {
    return keyChangeToApi(await this.endKeyChange.execute(caller, { ...params, state: 'cancelled', remark: body.reason }));
  }
}
