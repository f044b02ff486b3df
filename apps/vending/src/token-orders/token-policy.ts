import type { ManagementKind } from '@openprepay/contracts/key-management';
import { NOBODY, type PolicySetter } from '../policy-setter.js';

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
export interface KnownPolicy extends TokenPolicy, PolicySetter {}

/** Credit that is cleared is gone, and was somebody's money. */
export const DEFAULT_POLICY: KnownPolicy = { approval: ['clear-credit'], limits: [], ...NOBODY };

/** Whether an order takes a second person, by all the policies that bind the first one. */
export const needsApproval = (binding: readonly TokenPolicy[], kind: ManagementKind): boolean =>
  binding.some(({ approval }) => approval.includes(kind));

/** Orders of a kind that a person may make within 24 hours, by all the policies that bind them; none where there is no limit. */
export function limitOf(binding: readonly TokenPolicy[], kind: ManagementKind): number | undefined {
  const limits = binding.flatMap((policy) => policy.limits.filter((limit) => limit.kind === kind));
  return limits.length === 0 ? undefined : Math.min(...limits.map(({ perUserPerDay }) => perUserPerDay));
}
