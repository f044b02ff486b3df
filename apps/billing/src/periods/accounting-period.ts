import type { MoneyMinor } from '@openprepay/quantities';
import { BillingError } from '../billing-error.js';
import type { Books } from '../calendar/calendar.repository.js';
import { nextPeriod, type Period } from '../calendar/period.js';
import type { AccountTotal } from '../ledger/trial-balance.js';

/** A month of the books. */
export interface AccountingPeriod {
  readonly period: Period;
  readonly timeZone: string;
  readonly startsAt: Date;
  /** The first instant after it. */
  readonly endsAt: Date;
  /** How many are booked in it. */
  readonly entries: number;
  /** Undefined while it is open. */
  readonly closing: Closing | undefined;
}

/** Who closed a period, and where the journal stood. */
export interface Closing {
  readonly closedBy: string;
  readonly closedAt: Date;
  /** Of the journal's last entry. */
  readonly lastNumber: number;
}

/** A ledger account in a period. */
export interface PeriodTotal extends AccountTotal {
  /** At the period's end, debit positive. */
  readonly balanceMinor: MoneyMinor;
}

export interface ClosingSituation {
  readonly period: Pick<AccountingPeriod, 'period' | 'endsAt' | 'closing'>;
  readonly books: Pick<Books, 'closedThrough'>;
  /** The first period that anything is booked in. */
  readonly firstBooked: Period | undefined;
  readonly now: Date;
}

/**
 * Sees to it that a period is closed once, when it is over, and not before the ones before it.
 *
 * @throws {BillingError} `billing.period_closed`, `billing.period_not_over`, `billing.period_not_next`
 */
export function checkClosing({ period: { period, endsAt, closing }, books: { closedThrough }, firstBooked, now }: ClosingSituation): void {
  if (closing !== undefined) throw new BillingError('billing.period_closed', `${period} is closed`);
  if (now < endsAt) throw new BillingError('billing.period_not_over', `${period} is over at ${endsAt.toISOString()}`);
  const next = closedThrough === undefined ? firstBooked : nextPeriod(closedThrough);
  // Where nothing is booked before it, a utility's first closing may be of any period.
  const inTurn = closedThrough === undefined ? next === undefined || period <= next : period === next;
  if (!inTurn) throw new BillingError('billing.period_not_next', `the next period to be closed is ${next}`);
}
