import { creditTenths, type CreditTenths } from '@openprepay/quantities';
import { NOBODY, type PolicySetter } from '../policy-setter.js';

/** Above how many units giving them takes two people: tenths of whatever the meter counts. */
export interface FreeIssuePolicy {
  /** Of one issue. */
  readonly approvalAboveTenths: CreditTenths;
  /** Of all that one person gives alone within 24 hours; undefined: no bound but the other. */
  readonly perUserPerDayTenths: CreditTenths | undefined;
}

/** A policy and who has set it; nobody has set the one that holds at first. */
export interface KnownFreeIssuePolicy extends FreeIssuePolicy, PolicySetter {}

/** What a household is given for a fault of the utility's; more is worth a second look. */
export const DEFAULT_POLICY: KnownFreeIssuePolicy = {
  approvalAboveTenths: creditTenths(500n),
  perUserPerDayTenths: creditTenths(5_000n),
  ...NOBODY,
};

export interface UnitsAsked {
  readonly unitsTenths: CreditTenths;
  /** What the person has given alone within the last 24 hours. */
  readonly givenTenths: CreditTenths;
}

/** Whether an issue takes a second person, by all the policies that bind the first one. */
export const takesTwo = (binding: readonly FreeIssuePolicy[], asked: UnitsAsked): boolean => binding.some((one) => isAbove(one, asked));

const isAbove = ({ approvalAboveTenths, perUserPerDayTenths }: FreeIssuePolicy, { unitsTenths, givenTenths }: UnitsAsked): boolean =>
  unitsTenths > approvalAboveTenths || (perUserPerDayTenths !== undefined && givenTenths + unitsTenths > perUserPerDayTenths);
