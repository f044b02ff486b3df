import type { EventData } from '@openprepay/contracts/event';
import type { VendReversed } from '@openprepay/contracts/vending';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { JournalRepository } from '../ledger/journal.repository.js';
import { recoveredBy } from './book-vends.js';
import type { OweAgain } from './owe-again.js';
import { reversalEntry, reversalReference } from './reversal-entry.js';
import { vendEntry, vendReference } from './vend-entry.js';

type Reversal = EventData<typeof VendReversed>;

/**
 * Books sales that were taken back: the vend's entry with every side turned, and what it had recovered of debts is owed again. One
 * whose vend has not been heard of books both. A reversal that is booked already changes nothing.
 */
export class BookReversals {
  constructor(
    private readonly journal: JournalRepository,
    private readonly oweAgain: OweAgain,
    private readonly clock: Clock,
  ) {}

  /** @throws {BillingError} `billing.entry_unbalanced`, `billing.debt_unknown` */
  async execute(tx: Tx, told: readonly Reversal[]): Promise<void> {
    const reversals = [...new Map(told.map((reversal) => [reversal.vend.vendId, reversal])).values()];
    const heard = await this.journal.post(
      tx,
      reversals.map(({ vend }) => vendEntry(vend, this.clock.newId())),
    );
    const booked = await this.journal.post(
      tx,
      reversals.map((reversal) => reversalEntry(reversal, this.clock.newId())),
    );
    // What a vend that had not been heard of recovered of debts is not taken off them and put back: another vend may have recovered it since.
    const fresh = reversals.filter((reversal) => booked.has(reversalReference(reversal)) && !heard.has(vendReference(reversal.vend)));
    const owing = fresh.filter(({ vend: { lines } }) => lines.some(({ debtId }) => debtId !== undefined));
    await this.oweAgain.execute(tx, {
      recovered: recoveredBy(fresh.map(({ vend }) => vend)),
      causes: new Map(owing.flatMap((reversal) => accountOf(reversal).map((account) => [account, reversalReference(reversal)]))),
    });
  }
}

const accountOf = ({ vend: { accountNumber } }: Reversal): readonly string[] => (accountNumber === undefined ? [] : [accountNumber]);
