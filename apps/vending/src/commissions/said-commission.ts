import type { CommissionTerms } from './commission.js';

/** What was said once of a vendor's commission, and by whom. */
export interface SaidCommission extends CommissionTerms {
  readonly vendorId: string;
  readonly effectiveFrom: Date;
  readonly changedAt: Date;
  readonly changedBy: string;
}
