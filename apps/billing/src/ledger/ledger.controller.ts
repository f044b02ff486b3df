import { Controller, Inject } from '@nestjs/common';
import { billingApi } from '@openprepay/contracts/http/billing';
import type { JournalEntryAnswer, LedgerAnswer, TrialBalanceAnswer } from '@openprepay/contracts/http/billing-ledger';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { FindJournalEntries } from './find-journal-entries.js';
import { journalEntryToApi, ledgerToApi, trialBalanceToApi } from './ledger-api.js';
import { ReadLedger } from './read-ledger.js';
import { ReadTrialBalance } from './read-trial-balance.js';

const { readLedger, listJournalEntries, readTrialBalance } = billingApi.endpoints;

@Controller()
export class LedgerController {
  constructor(
    @Inject(ReadLedger) private readonly readLedger: ReadLedger,
    @Inject(FindJournalEntries) private readonly findJournalEntries: FindJournalEntries,
    @Inject(ReadTrialBalance) private readonly readTrialBalance: ReadTrialBalance,
  ) {}

  @Endpoint(readLedger)
  async ledger(@Caller() caller: Principal, @Input() { params, query }: Input<typeof readLedger>): Promise<LedgerAnswer> {
    return ledgerToApi(await this.readLedger.execute(caller, { ...params, ...query }));
  }

  @Endpoint(listJournalEntries)
  async entries(@Caller() caller: Principal, @Input() { query }: Input<typeof listJournalEntries>): Promise<Page<JournalEntryAnswer>> {
    return mapPage(await this.findJournalEntries.execute(caller, query), journalEntryToApi);
  }

  @Endpoint(readTrialBalance)
  async trialBalance(@Caller() caller: Principal, @Input() { query }: Input<typeof readTrialBalance>): Promise<TrialBalanceAnswer> {
    return trialBalanceToApi(await this.readTrialBalance.execute(caller, query));
  }
}
