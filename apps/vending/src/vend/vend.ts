import type { KeyChangeToken } from '@openprepay/contracts/key-management';
import type { PaidBy } from '@openprepay/contracts/http/vending-vends';
import type { Commodity } from '@openprepay/contracts/wire';
import type { CreditTenths, MoneyMinor } from '@openprepay/quantities';
import type { BlocksAfter, DebtTaken, PricedLine, VendEffect } from '@openprepay/tariffs';
import type { VendCommission } from '../commissions/commission.js';
import type { MeterKeyData } from '../meters/meter.js';
import { VendingError } from '../vending-error.js';

/** The meter as it was when the vend was accepted: what is asked of the vault never changes afterwards. */
export interface VendMeter {
  readonly meterNumber: string;
  readonly meterPan: string;
  readonly keyData: MeterKeyData;
}

/** Who sells: a vendor out of its float, or the utility's own staff with no float at all. */
export interface Seller {
  readonly vendorId: string | undefined;
  readonly soldBy: string;
}

/** Whose idempotency keys are one's own: a vendor's users share theirs, each member of staff has its own. */
export const sellerName = ({ vendorId, soldBy }: Seller): string => vendorId ?? `staff ${soldBy}`;

/** What was sold, to whom and by whom; fixed when the vend is accepted. */
export interface VendTerms {
  readonly vendId: string;
  /** Undefined where the utility's own staff sold. */
  readonly vendorId: string | undefined;
  readonly idempotencyKey: string;
  readonly soldBy: string;
  readonly meter: VendMeter;
  readonly supplyId: string;
  readonly accountNumber: string | undefined;
  readonly commodity: Commodity;
  readonly currency: string;
  /** Nothing where units were given. */
  readonly tenderMinor: MoneyMinor;
  /** Of a sale for units, how many were asked for. */
  readonly unitsAskedTenths: CreditTenths | undefined;
  readonly paymentMethod: PaidBy;
  readonly tariff: { readonly code: string; readonly version: number };
  /** They add up to the tender. */
  readonly lines: readonly PricedLine[];
  /** All that `giveBack` needs. */
  readonly effect: VendEffect;
  readonly debtsTaken: readonly DebtTaken[];
  /** Where the month stood in the blocks, the vend included; undefined of a vend of before that was kept. */
  readonly blocks: BlocksAfter | undefined;
  /** What it earns its vendor: it is in the float from the sale on. */
  readonly commission: VendCommission | undefined;
  readonly acceptedAt: Date;
}

export interface VendToken {
  readonly token: string;
  /** What it is for, as the vault calls it; one that this version does not know is kept and handed over like the others. */
  readonly kind: string;
  readonly tokenIdentifier: number;
  readonly amountTenths: CreditTenths;
}

/** Somebody wants a vend without an answer to come to nothing. The vault decides: it may have made a token. */
export interface Cancellation {
  readonly reason: string;
  readonly requestedBy: string;
  readonly requestedAt: Date;
}

/** That a completed vend was taken back. */
export interface VendReversal {
  readonly reversalId: string;
  /** Of the reversal itself, in the series of the receipts. */
  readonly receiptNumber: string;
  readonly at: Date;
}

interface Completion {
  readonly receiptNumber: string;
  readonly tokens: readonly VendToken[];
  /** The set that the meter takes before them, where it has not confirmed its new key yet. */
  readonly keyChangeTokens?: readonly KeyChangeToken[] | undefined;
  /** True where sample tables encrypted the token: no field meter accepts it. */
  readonly sampleTables: boolean;
  readonly completedAt: Date;
}

/** `awaiting-token` → `completed` or `failed`; `completed` → `reversed`. Whoever hands out tokens asks for `completed`. */
export type VendOutcome =
  | { readonly state: 'awaiting-token' }
  | (Completion & { readonly state: 'completed' })
  | (Completion & { readonly state: 'reversed'; readonly reversal: VendReversal })
  | { readonly state: 'failed'; readonly code: string; readonly reason: string; readonly failedAt: Date };

/** What the meter itself said of the token, where it is connected. */
export type VendDelivery =
  | { readonly state: 'none' }
  | { readonly state: 'credited'; readonly at: Date; readonly creditRemaining: string | undefined }
  | { readonly state: 'rejected'; readonly at: Date; readonly code: string };

export interface Vend extends VendTerms {
  /** Since when it has been known that no answer came for longer than any vault takes. */
  readonly stuckSince: Date | undefined;
  readonly cancellation: Cancellation | undefined;
  readonly outcome: VendOutcome;
  readonly delivery: VendDelivery;
  /** Copies handed out after the answer to the sale. */
  readonly reprints: number;
}

export type VendState = VendOutcome['state'];

/** A vend that has an answer. */
export type SettledVend = Vend & { readonly outcome: Exclude<VendOutcome, { readonly state: 'awaiting-token' }> };
export type CompletedVend = Vend & { readonly outcome: Extract<VendOutcome, { readonly state: 'completed' }> };
export type ReversedVend = Vend & { readonly outcome: Extract<VendOutcome, { readonly state: 'reversed' }> };
export type FailedVend = Vend & { readonly outcome: Extract<VendOutcome, { readonly state: 'failed' }> };

export const isSettled = (vend: Vend): vend is SettledVend => vend.outcome.state !== 'awaiting-token';
export const isCompleted = (vend: Vend): vend is CompletedVend => vend.outcome.state === 'completed';
export const isReversed = (vend: Vend): vend is ReversedVend => vend.outcome.state === 'reversed';

/**
 * A vend that may be cancelled. One that has just been asked for gets its answer by itself.
 * @throws {VendingError} `vending.vend_settled`, `vending.vend_not_stuck`
 */
export function requireStuck(vend: Vend): void {
  if (isSettled(vend)) throw new VendingError('vending.vend_settled', `vend ${vend.vendId} is ${vend.outcome.state} already`);
  if (vend.stuckSince === undefined) {
    throw new VendingError('vending.vend_not_stuck', `vend ${vend.vendId} still waits for its answer as any other does`);
  }
}

/** @throws {VendingError} `vending.vend_not_completed` */
export function requireCompleted(vend: Vend): CompletedVend {
  if (isCompleted(vend)) return vend;
  throw new VendingError('vending.vend_not_completed', `vend ${vend.vendId} is ${vend.outcome.state}: it has no receipt`);
}
