import type { Principal } from '@openprepay/contracts/identity';

/** Who has set a policy. */
export interface PolicySetter {
  /** Their subject; nobody has set the one that holds at first. */
  readonly changedBy: string | undefined;
  /** Whether their account was in their own hands then: else an administrator may have made it to be two people. */
  readonly inOwnHands: boolean;
}

export const NOBODY: PolicySetter = { changedBy: undefined, inOwnHands: true };

/** Not said is said by an issuer that signs users in by rules of its own. */
export const isInOwnHands = ({ inOwnHands }: Principal): boolean => inOwnHands !== false;

/**
 * Whose policies are nobody else's to this person, and so do not free them from what others have said before: their own, and where
 * their account is not in their own hands those of whoever set the policy, who may have made it. What was set by an account that
 * was not in its owner's hands is nobody else's to anybody.
 *
 * @returns undefined where the policy alone binds them
 */
function notOthersTo({ subject, ...caller }: Principal, { changedBy, inOwnHands }: PolicySetter): readonly string[] | undefined {
  if (!isInOwnHands({ subject, ...caller })) return changedBy === undefined ? [subject] : [subject, changedBy];
  return changedBy === subject || !inOwnHands ? [subject] : undefined;
}

interface Earlier<Policy> {
  /** What held at first. */
  readonly byDefault: Policy;
  /** The last one that was set by an account in its owner's hands, and by none of these. */
  readonly lastNotOf: (subjects: readonly string[]) => Promise<Policy | undefined>;
}

/**
 * What binds one person: the policy, and where it was set by themselves, or by whoever may be them, also the last that another
 * person has set, or what held at first.
 */
export async function bindingOn<Policy>(
  caller: Principal,
  policy: Policy & PolicySetter,
  { byDefault, lastNotOf }: Earlier<Policy>,
): Promise<readonly Policy[]> {
  const notOthers = notOthersTo(caller, policy);
  if (!notOthers) return [policy];
  const ofOthers = (await lastNotOf(notOthers)) ?? byDefault;
  return isInOwnHands(caller) ? [policy, ofOthers] : [policy, ofOthers, byDefault];
}
