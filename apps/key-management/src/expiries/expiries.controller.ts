import { Controller, Inject } from '@nestjs/common';
import { keyManagementApi } from '@openprepay/contracts/http/key-management';
import type { ExpiriesAnswer } from '@openprepay/contracts/http/key-management-expiries';
import type { Principal } from '@openprepay/contracts/identity';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { FindExpiries } from './find-expiries.js';

const { listExpiries } = keyManagementApi.endpoints;

@Controller()
export class ExpiriesController {
  constructor(@Inject(FindExpiries) private readonly findExpiries: FindExpiries) {}

  @Endpoint(listExpiries)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listExpiries>): Promise<ExpiriesAnswer> {
    const found = await this.findExpiries.execute(caller, query);
    return {
      items: found.map(({ key, what, at, meters }) => ({
        vendingKeyId: key.id,
        supplyGroupCode: key.supplyGroupCode,
        keyRevision: key.keyRevision,
        what,
        at: at.toISOString(),
        meters,
      })),
    };
  }
}
