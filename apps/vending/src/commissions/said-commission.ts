import type { CommissionTerms } from './commission.js';

/** What was said once of a vendor's commission, and by whom. */
export interface SaidCommission extends CommissionTerms {
  readonly vendorId: string;
  readonly effectiveFrom: Date;
  readonly changedAt: Date;
  readonly changedBy: string;
}

/** The later word with which another one ended before it began. */
export type EndingWord = Pick<SaidCommission, 'version' | 'changedAt' | 'changedBy'>;

/** Of a list: `endedBy` where it was to begin later, and a later word that begins no later was said meanwhile. */
export interface ListedCommission extends SaidCommission {
  readonly endedBy: EndingWord | undefined;
}
