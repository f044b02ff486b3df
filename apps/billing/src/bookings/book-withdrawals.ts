import type { EventData } from '@openprepay/contracts/event';
import type { VendorWithdrew } from '@openprepay/contracts/vendor-money';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { JournalRepository } from '../ledger/journal.repository.js';
import { withdrawalEntry } from './withdrawal-entry.js';

/** Books the money that was paid back to vendors. A withdrawal that is booked already changes nothing. */
export class BookWithdrawals {
  constructor(
    private readonly journal: JournalRepository,
    private readonly clock: Clock,
  ) {}

  async execute(tx: Tx, withdrawals: readonly EventData<typeof VendorWithdrew>[]): Promise<void> {
    await this.journal.post(
      tx,
      withdrawals.map((withdrawal) => withdrawalEntry(withdrawal, this.clock.newId())),
    );
  }
}
