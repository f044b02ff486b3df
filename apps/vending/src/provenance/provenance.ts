import { VendingError } from '../vending-error.js';

/** Hours by their beginnings. */
export interface HourRange {
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
}

/** A request that the vault has issued tokens for, and that nobody has sold or ordered. */
export interface UnexplainedIssue {
  readonly requestId: string;
  readonly meterNumber: string;
  readonly supplyGroupCode: string;
  readonly kind: string;
  readonly requester: string;
  readonly issuedAt: Date;
}

/** What has tokens that the vault says nothing of. */
export interface MissingIssue {
  readonly requestId: string;
  readonly meterNumber: string;
  readonly kind: string;
  readonly settledAt: Date;
}

/** Where the tokens of some hours came from. */
export interface Provenance {
  readonly statedUntil: Date | undefined;
  readonly issued: number;
  readonly forVends: number;
  readonly forOrders: number;
  readonly unexplainedCount: number;
  readonly missingCount: number;
  readonly brokenStatements: number;
  readonly unexplained: readonly UnexplainedIssue[];
  readonly missing: readonly MissingIssue[];
}

const MAX_RANGE_MS = 366 * 86_400_000;

/** @throws {VendingError} `vending.provenance_range_invalid` for an empty range, one that runs backwards, or one longer than 366 days */
export function checkHourRange({ from, to }: HourRange): void {
  const length = to.getTime() - from.getTime();
  if (length > 0 && length <= MAX_RANGE_MS) return;
  throw new VendingError('vending.provenance_range_invalid', 'from must be before to, by at most 366 days');
}
