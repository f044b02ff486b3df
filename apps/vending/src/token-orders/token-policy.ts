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

/**
 * What holds for one person's orders: the policy, and for whoever has set it also the last one that another person has set, or
 * that held at first. Whoever takes a bound away is bound by it still: they would be both people.
 */
export interface BindingPolicy {
  readonly policy: KnownPolicy;
  /** Of others than the person. */
  readonly ofOthers: TokenPolicy;
}

const binding = ({ policy, ofOthers }: BindingPolicy, { subject }: Principal): readonly TokenPolicy[] =>
  policy.changedBy === subject ? [policy, ofOthers] : [policy];

/** Whether an order takes a second person. */
export const needsApproval = (policies: BindingPolicy, kind: ManagementKind, caller: Principal): boolean =>
  binding(policies, caller).some(({ approval }) => approval.includes(kind));

/** Orders of a kind that a person may make within 24 hours; none where there is no limit. */
export function limitOf(policies: BindingPolicy, kind: ManagementKind, caller: Principal): number | undefined {
  const limits = binding(policies, caller).flatMap((policy) => policy.limits.filter((limit) => limit.kind === kind));
  return limits.length === 0 ? undefined : Math.min(...limits.map(({ perUserPerDay }) => perUserPerDay));
}
