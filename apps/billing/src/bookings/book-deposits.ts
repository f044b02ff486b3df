import type { EventData } from '@openprepay/contracts/event';
import type { VendorDeposited } from '@openprepay/contracts/vending';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { JournalRepository } from '../ledger/journal.repository.js';
import { depositEntry } from './deposit-entry.js';

/** Books the money that vendors paid in. A deposit that is booked already changes nothing. */
export class BookDeposits {
  constructor(
    private readonly journal: JournalRepository,
    private readonly clock: Clock,
  ) {}

  async execute(tx: Tx, deposits: readonly EventData<typeof VendorDeposited>[]): Promise<void> {
    await this.journal.post(
      tx,
      deposits.map((deposit) => depositEntry(deposit, this.clock.newId())),
    );
  }
}
