import type { Person } from '../person.js';
import { VendingError } from '../vending-error.js';

export type ReversalState = 'awaiting-approval' | 'reversed' | 'refused';

export type ReversalDecision =
  | { readonly state: 'reversed'; readonly decidedBy: Person | undefined; readonly decidedAt: Date; readonly receiptNumber: string }
  | { readonly state: 'refused'; readonly decidedBy: Person | undefined; readonly decidedAt: Date; readonly refusal: string };

/** That somebody wants something taken back, and what became of it. */
export interface AskedReversal {
  readonly reversalId: string;
  readonly reason: string;
  readonly takesTwo: boolean;
  readonly requestedBy: Person;
  readonly requestedAt: Date;
  readonly decision: ReversalDecision | undefined;
}

/** Of a sale. */
export interface Reversal extends AskedReversal {
  readonly vendId: string;
}

export const stateOf = ({ decision }: AskedReversal): ReversalState => decision?.state ?? 'awaiting-approval';

/** @throws {VendingError} `vending.reversal_decided` */
export function requireOpen({ decision }: AskedReversal): void {
  if (!decision) return;
  throw new VendingError('vending.reversal_decided', `it was ${decision.state} already`);
}
