import { Controller, Inject } from '@nestjs/common';
import { vendingApi } from '@openprepay/contracts/http/vending';
import type { KeyChangePolicyAnswer } from '@openprepay/contracts/http/vending-key-changes';
import type { Principal } from '@openprepay/contracts/identity';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { ChangeKeyChangePolicy } from './change-key-change-policy.js';
import { FindKeyChangePolicy } from './find-key-change-policy.js';

const { readKeyChangePolicy, changeKeyChangePolicy } = vendingApi.endpoints;

@Controller()
export class DueKeysController {
  constructor(
    @Inject(FindKeyChangePolicy) private readonly findPolicy: FindKeyChangePolicy,
    @Inject(ChangeKeyChangePolicy) private readonly changePolicy: ChangeKeyChangePolicy,
  ) {}

  @Endpoint(readKeyChangePolicy)
  async read(@Caller() caller: Principal): Promise<KeyChangePolicyAnswer> {
    return this.findPolicy.execute(caller);
  }

  @Endpoint(changeKeyChangePolicy)
  async change(@Caller() caller: Principal, @Input() { body }: Input<typeof changeKeyChangePolicy>): Promise<KeyChangePolicyAnswer> {
    return this.changePolicy.execute(caller, body);
  }
}
