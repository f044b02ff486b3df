import type { Role } from '@openprepay/contracts/identity';

export type CustodianRequestState = 'awaiting-approval' | 'approved' | 'refused';

/** What one administrator asks about a custodian, and another decides: the role, a password, or both. */
export interface CustodianRequest {
  readonly id: string;
  readonly utility: string;
  readonly userId: string;
  readonly username: string;
  readonly state: CustodianRequestState;
  /** What the user would hold. */
  readonly roles?: readonly Role[];
  /** Whether the user would get another password. */
  readonly setsPassword: boolean;
  /** Of that password, while it waits: once decided it is the user's, or nobody's. */
  readonly passwordHash?: string;
  /** Subject and name of who asked. */
  readonly requestedBy: string;
  readonly requestedByName: string;
  readonly requestedAt: Date;
  readonly decidedBy?: string;
  readonly decidedByName?: string;
  readonly decidedAt?: Date;
  /** Of a refusal. */
  readonly reason?: string;
  /** Of an approval: from when on the user may sign in as a custodian. */
  readonly effectiveAt?: Date;
}

/** How a request is decided, once. */
export type CustodianDecision = Required<Pick<CustodianRequest, 'decidedBy' | 'decidedByName' | 'decidedAt'>> &
  ({ readonly state: 'approved'; readonly effectiveAt: Date } | { readonly state: 'refused'; readonly reason: string });
