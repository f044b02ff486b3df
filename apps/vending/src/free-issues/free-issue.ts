import type { Unit } from '@openprepay/contracts/wire';
import type { CreditTenths } from '@openprepay/quantities';
import type { UnitsGrant } from '@openprepay/tariffs';
import type { Person } from '../person.js';
import { VendingError } from '../vending-error.js';

export type FreeIssueState = 'awaiting-approval' | 'issued' | 'refused';

export type FreeIssueDecision =
  | { readonly state: 'issued'; readonly vendId: string; readonly decidedBy: Person | undefined; readonly decidedAt: Date }
  | { readonly state: 'refused'; readonly refusal: string; readonly decidedBy: Person; readonly decidedAt: Date };

/** Units that somebody wants given to a meter, and what became of it. */
export interface FreeIssue {
  readonly freeIssueId: string;
  /** `replacement`: what was left on the meter that this one replaces. */
  readonly kind: Exclude<UnitsGrant['kind'], 'free-basic'>;
  /** By which that meter went: what was left on it is given once. */
  readonly replacementId?: string | undefined;
  /** The requester's own; the vend has it too, unless a sale of theirs took it while the issue waited. */
  readonly idempotencyKey: string;
  readonly meterNumber: string;
  readonly unitsTenths: CreditTenths;
  readonly unit: Unit;
  readonly reason: string;
  readonly takesTwo: boolean;
  readonly requestedBy: Person;
  readonly requestedAt: Date;
  readonly decision: FreeIssueDecision | undefined;
}

export const stateOf = ({ decision }: FreeIssue): FreeIssueState => decision?.state ?? 'awaiting-approval';

/** @throws {VendingError} `vending.free_issue_decided` */
export function requireOpen({ decision }: FreeIssue): void {
  if (!decision) return;
  throw new VendingError('vending.free_issue_decided', `it was ${decision.state} already`);
}

/**
 * What the key asked for the first time.
 * @throws {VendingError} `vending.idempotency_key_reused` where that was something else
 */
export function replay(
  earlier: FreeIssue,
  { meterNumber, unitsTenths, unit }: Pick<FreeIssue, 'meterNumber' | 'unitsTenths' | 'unit'>,
): FreeIssue {
  if (earlier.meterNumber === meterNumber && earlier.unitsTenths === unitsTenths && earlier.unit === unit) return earlier;
  throw new VendingError('vending.idempotency_key_reused', 'this Idempotency-Key was used for another request');
}
