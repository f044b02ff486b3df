import type { MoneyMinor } from '@openprepay/quantities';
import type { CommissionRule } from '../commissions/commission.js';
import type { Person } from '../person.js';
import { VendingError } from '../vending-error.js';
import type { WantedWithdrawal } from '../vendors/withdrawal.js';
import type { VendorPolicy } from './vendor-policy.js';

/** What it is that one person has asked for. */
export type WantedChange =
  | { readonly kind: 'deposit'; readonly vendorId: string; readonly amountMinor: MoneyMinor; readonly reference: string }
  | { readonly kind: 'float-limit'; readonly vendorId: string; readonly floatLimitMinor: MoneyMinor }
  | { readonly kind: 'policy'; readonly policy: VendorPolicy }
  | {
      readonly kind: 'commission';
      readonly vendorId: string;
      readonly rules: readonly CommissionRule[];
      /** When it is approved, where absent or earlier. */
      readonly effectiveFrom: Date | undefined;
    }
  | (WantedWithdrawal & { readonly kind: 'withdrawal'; readonly idempotencyKey: string });

/** Kinds of which there is one that stands, until another is said. */
export type StandingKind = Extract<WantedChange['kind'], 'float-limit' | 'policy' | 'commission'>;

export type VendorChangeState = 'awaiting-approval' | 'done' | 'refused';

export interface Decision {
  readonly state: Exclude<VendorChangeState, 'awaiting-approval'>;
  readonly decidedBy: Person;
  readonly decidedAt: Date;
  /** Why it was refused. */
  readonly refusal: string | undefined;
}

/** Money for vendors that one person has asked for and another one decides on. A deposit or a withdrawal is booked under the id of its change. */
export interface VendorChange {
  readonly changeId: string;
  readonly wanted: WantedChange;
  readonly currency: string;
  readonly requestedBy: Person;
  readonly requestedAt: Date;
  readonly decision: Decision | undefined;
}

export const stateOf = ({ decision }: VendorChange): VendorChangeState => decision?.state ?? 'awaiting-approval';

/** @throws {VendingError} `vending.vendor_change_decided` */
export function requireOpen(change: VendorChange): void {
  if (!change.decision) return;
  const { state, decidedBy, refusal } = change.decision;
  const why = refusal === undefined ? '' : `: ${refusal}`;
  throw new VendingError('vending.vendor_change_decided', `it was ${state} by ${decidedBy.username} already${why}`);
}
