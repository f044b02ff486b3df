import { addTo, formatMoney, sum, type MoneyMinor } from '@openprepay/quantities';
import { BillingError } from '../billing-error.js';
import type { Period } from '../calendar/period.js';

/** One side of a booking: debits are positive, credits negative, in the smallest unit of the entry's currency. */
export interface JournalLine {
  readonly account: string;
  readonly amountMinor: MoneyMinor;
}

/** One booking. It sums to zero, is never changed, and says what caused it; a mistake is booked back, not edited. */
export interface JournalEntry {
  readonly id: string;
  /** What caused it, once per utility: `vend:{vendId}`, `deposit:{depositId}`, `withdrawal:{withdrawalId}`, `debt:{debtId}`, `payment:{paymentId}`. */
  readonly reference: string;
  readonly currency: string;
  /** The customer account whose ledger shows it. */
  readonly accountNumber?: string;
  /** Of a vend: the number of its receipt. */
  readonly receiptNumber?: number;
  /** Two at least; none of a vend that moved no money. */
  readonly lines: readonly JournalLine[];
  /** When what it books happened; when it was stored is the database's own note. */
  readonly at: Date;
}

/** An entry as it stands in the books. */
export interface BookedEntry extends JournalEntry {
  /** 1, 2, 3, … of the utility, without a gap, in the order in which entries were committed. */
  readonly number: number;
  /** The accounting period that it is booked in: that of `at`, or the first after it that was open. */
  readonly period: Period;
  /** When the database stored it; what it books may have happened long before. */
  readonly postedAt: Date;
}

/**
 * Merges lines of one account, drops those that come to nothing, and sees to it that the rest, two at least, sums to zero.
 *
 * @throws {BillingError} `billing.entry_unbalanced`
 */
export function balancedLines(lines: readonly JournalLine[], currency: string): readonly JournalLine[] {
  const byAccount = new Map<string, MoneyMinor>();
  for (const { account, amountMinor } of lines) addTo(byAccount, account, amountMinor);
  const merged = [...byAccount].map(([account, amountMinor]) => ({ account, amountMinor })).filter(({ amountMinor }) => amountMinor !== 0n);

  const total = sum(merged.map(({ amountMinor }) => amountMinor));
  if (total !== 0n) {
    throw new BillingError(
      'billing.entry_unbalanced',
      `the lines of an entry sum to ${formatMoney(total, currency)} ${currency}, not to zero`,
    );
  }
  if (merged.length < 2) throw new BillingError('billing.entry_unbalanced', 'an entry has two lines at least: this one moves no money');
  return merged;
}
