import { creditTenths, type CreditTenths, type MoneyMinor } from '@openprepay/quantities';
import type { YearMonth } from './year-month.js';

/** The tax that rests on a fixed charge, as it was when the charge fell due. */
export interface FixedChargeTax {
  readonly code: string;
  readonly percent: string;
}

/** What is still to be paid of one month's fixed charge. */
export interface FixedChargeDue {
  readonly month: YearMonth;
  readonly code: string;
  /** Place in its tariff's `fixedCharges`, which is the order within a month. */
  readonly position: number;
  /** Smallest units of the currency, tax included. */
  readonly grossMinor: MoneyMinor;
  /** Absent where the charge is not taxed. */
  readonly tax?: FixedChargeTax;
}

/** A time in which no meter was on the supply; the month that begins in it has no fixed charge, unless the supply goes on in it. */
export interface SupplyPause {
  readonly from: Date;
  readonly until: Date;
}

/** What pricing must remember of a supply (a meter on an account) between two vends. */
export interface SupplyState {
  /** Units sold in `month`, in tenths; in any later month they count as 0. */
  readonly unitsThisMonth: { readonly month: YearMonth; readonly tenths: CreditTenths };
  /** Oldest first, tariff order within a month. */
  readonly fixedChargesDue: readonly FixedChargeDue[];
  /** The last month whose fixed charges have fallen due; undefined before the first vend. */
  readonly chargesAccruedThrough: YearMonth | undefined;
  readonly supplyStartedAt: Date;
  /** The last month whose free units were given; absent where none were, or those were given back. */
  readonly freeUnitsMonth?: YearMonth | undefined;
  /** In which a month began for which fixed charges have not fallen due yet; in the order of time. */
  readonly pauses?: readonly SupplyPause[];
}

/** Older than any month in which units are sold. */
const NO_MONTH_YET: YearMonth = '0000-01';

/** The state of a supply that has never been sold to. */
export const newSupplyState = (supplyStartedAt: Date): SupplyState => ({
  unitsThisMonth: { month: NO_MONTH_YET, tenths: creditTenths(0n) },
  fixedChargesDue: [],
  chargesAccruedThrough: undefined,
  supplyStartedAt,
});
