import type { MoneyMinor } from '@openprepay/quantities';

/** A customer's account with the utility. */
export interface Account {
  readonly accountNumber: string;
  readonly name: string;
  /** Absent: the utility's default tariff. */
  readonly tariffCode?: string;
  /** Of its ledger and its debts, ISO 4217. */
  readonly currency: string;
  /** Paid in and not yet used: debts are paid of it as soon as there are any. */
  readonly creditMinor: MoneyMinor;
  /** Grows with every change of what its vends are priced by. */
  readonly pricingRevision: number;
  readonly openedAt: Date;
}
