import { Controller, Inject } from '@nestjs/common';
import { vendingApi } from '@openprepay/contracts/http/vending';
import type { KeptAuditHeadAnswer } from '@openprepay/contracts/http/vending-audit-heads';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { FindKeptHeads } from './find-kept-heads.js';
import type { KeptHead } from './kept-head.js';

const { listVaultAuditHeads } = vendingApi.endpoints;

@Controller()
export class AuditHeadsController {
  constructor(@Inject(FindKeptHeads) private readonly findKeptHeads: FindKeptHeads) {}

  @Endpoint(listVaultAuditHeads)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listVaultAuditHeads>): Promise<Page<KeptAuditHeadAnswer>> {
    return mapPage(await this.findKeptHeads.execute(caller, query), keptHeadToApi);
  }
}

const keptHeadToApi = ({ sequence, hash, signedAt, receivedAt, contradicts }: KeptHead): KeptAuditHeadAnswer => ({
  sequence: sequence.toString(),
  hash,
  signedAt: signedAt.toISOString(),
  receivedAt: receivedAt.toISOString(),
  contradicts,
});
