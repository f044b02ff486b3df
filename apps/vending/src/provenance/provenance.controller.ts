import { Controller, Inject } from '@nestjs/common';
import { vendingApi } from '@openprepay/contracts/http/vending';
import type { ProvenanceAnswer } from '@openprepay/contracts/http/vending-provenance';
import type { Principal } from '@openprepay/contracts/identity';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { FindProvenance } from './find-provenance.js';
import { provenanceToApi } from './provenance-api.js';

const { readProvenance } = vendingApi.endpoints;

@Controller()
export class ProvenanceController {
  constructor(@Inject(FindProvenance) private readonly findProvenance: FindProvenance) {}

  @Endpoint(readProvenance)
  async read(@Caller() caller: Principal, @Input() { query }: Input<typeof readProvenance>): Promise<ProvenanceAnswer> {
    return provenanceToApi(query, await this.findProvenance.execute(caller, query));
  }
}
