import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { provide } from '@openprepay/runtime/service';
import { AccountRepository } from '../accounts/account.repository.js';
import { CalendarRepository } from '../calendar/calendar.repository.js';
import { BalanceRepository } from './balance.repository.js';
import { FindJournalEntries } from './find-journal-entries.js';
import { JournalRepository } from './journal.repository.js';
import { LedgerController } from './ledger.controller.js';
import { ReadLedger } from './read-ledger.js';
import { ReadTrialBalance } from './read-trial-balance.js';

/** The journal, and what can be read from it. What is booked into it, other features say. */
export const ledger: Feature = {
  controllers: [LedgerController],
  providers: [
    provide(JournalRepository, []),
    provide(BalanceRepository, []),
    provide(ReadLedger, [UnitOfWork, AccountRepository, BalanceRepository, JournalRepository]),
    provide(FindJournalEntries, [UnitOfWork, CalendarRepository, JournalRepository]),
    provide(ReadTrialBalance, [UnitOfWork, CalendarRepository, BalanceRepository]),
  ],
};
