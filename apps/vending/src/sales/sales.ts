import type { CreditTenths, MoneyMinor } from '@openprepay/quantities';
import type { CompletedVend } from '../vend/vend.js';
import { VendingError } from '../vending-error.js';

export type SalesStep = 'hour' | 'day';

/** Vends completed within one step, of one currency and commodity. */
export interface SoldInStep {
  readonly start: Date;
  readonly currency: string;
  readonly commodity: string;
  readonly vends: number;
  /** Some of it is a demonstration's: nobody sold it, and no books have it. */
  readonly demo: boolean;
  readonly tenderMinor: MoneyMinor;
  readonly unitsTenths: CreditTenths;
}

/** Vends to add to the sums of the moment at which they completed. */
export interface SoldNow {
  readonly at: Date;
  readonly currency: string;
  readonly commodity: string;
  readonly tenderMinor: MoneyMinor;
  readonly unitsTenths: CreditTenths;
}

/** What a completed vend adds to the sums, and takes out of them where it is reversed. */
export const soldNow = ({ outcome, currency, commodity, tenderMinor, effect }: CompletedVend): SoldNow => ({
  at: outcome.completedAt,
  ...{ currency, commodity, tenderMinor },
  unitsTenths: effect.unitsTenths,
});

export interface SalesRange {
  readonly by: SalesStep;
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Steps that one answer has at most. */
export const MAX_STEPS = 500;

/** @throws {VendingError} `vending.sales_range_invalid` for an empty range, one that runs backwards, or a longer one than is answered */
export function checkRange({ by, from, to }: SalesRange): void {
  const steps = (to.getTime() - from.getTime()) / (by === 'hour' ? HOUR_MS : DAY_MS);
  // A range that begins within a step has a part of one more.
  if (steps > 0 && steps <= MAX_STEPS - 1) return;
  throw new VendingError('vending.sales_range_invalid', `from must be before to, by at most ${MAX_STEPS - 1} ${by}s`);
}
