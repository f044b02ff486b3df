import type { ManagementKind } from '@openprepay/contracts/key-management';
import type { Principal } from '@openprepay/contracts/identity';

export interface TokenLimit {
  readonly kind: ManagementKind;
  /** Orders of one person within 24 hours. */
  readonly perUserPerDay: number;
}

/** Which management tokens take two people, and how many one person may order. */
export interface TokenPolicy {
  /** Kinds that take two. */
  readonly approval: readonly ManagementKind[];
  readonly limits: readonly TokenLimit[];
}

/** A policy and who has set it; nobody has set the one that holds at first. */
export interface KnownPolicy extends TokenPolicy {
  readonly changedBy: string | undefined;
}

/** Credit that is cleared is gone, and was somebody's money. */
export const DEFAULT_POLICY: KnownPolicy = { approval: ['clear-credit'], limits: [], changedBy: undefined };

/** Whether an order takes a second person. Whoever has set that it does not is no exception to it: they would be both people. */
export function needsApproval(policy: KnownPolicy, kind: ManagementKind, { subject }: Principal): boolean {
  return policy.approval.includes(kind) || (policy.changedBy === subject && DEFAULT_POLICY.approval.includes(kind));
}

export const limitOf = ({ limits }: TokenPolicy, kind: ManagementKind): number | undefined =>
  limits.find((limit) => limit.kind === kind)?.perUserPerDay;
