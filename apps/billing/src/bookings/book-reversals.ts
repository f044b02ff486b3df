import type { EventData } from '@openprepay/contracts/event';
import type { VendReversed } from '@openprepay/contracts/vending';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import { moneyMinor, negate } from '@openprepay/quantities';
import type { AccountRepository } from '../accounts/account.repository.js';
import type { DebtRepository } from '../debts/debt.repository.js';
import type { SettleDebts } from '../debts/settle-debts.js';
import type { JournalRepository } from '../ledger/journal.repository.js';
import { recoveredBy } from './book-vends.js';
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
    private readonly accounts: AccountRepository,
    private readonly debts: DebtRepository,
    private readonly settleDebts: SettleDebts,
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
    const recovered = recoveredBy(fresh.map(({ vend }) => vend));
    await this.debts.addRecovered(tx, new Map([...recovered].map(([debtId, amountMinor]) => [debtId, negate(amountMinor)])));
    await this.payByCredit(tx, fresh);
  }

  /** An account may have credit from a time when it owed nothing; what is owed again is paid by it, as any new debt is. */
  private async payByCredit(tx: Tx, reversals: readonly Reversal[]): Promise<void> {
    const owing = reversals.filter(({ vend: { lines } }) => lines.some(({ debtId }) => debtId !== undefined));
    const causes = new Map(owing.flatMap((reversal) => accountOf(reversal).map((account) => [account, reversalReference(reversal)])));
    for (const [accountNumber, cause] of [...causes].toSorted(([left], [right]) => (left < right ? -1 : 1))) {
      const account = await this.accounts.lock(tx, accountNumber);
      if (account.creditMinor > 0n) await this.settleDebts.execute(tx, { account, paidMinor: moneyMinor(0n), cause });
    }
  }
}

const accountOf = ({ vend: { accountNumber } }: Reversal): readonly string[] => (accountNumber === undefined ? [] : [accountNumber]);
