import { present } from '@openprepay/contracts/present';
import { KeyManagementError } from '../key-management-error.js';
import type { VendingKeyAttributes, VendingKeyLabel, WrappedKey } from '../security-module/security-module.js';

export type VendingKeyState = 'draft' | 'active' | 'retiring' | 'retired';

/** A vending key as the vault keeps it: what it is for, how far it has come, and its wrapped value once it has one. */
export interface VendingKey extends VendingKeyAttributes {
  readonly id: string;
  readonly utility: string;
  readonly state: VendingKeyState;
  /** 0 where the security module made the key itself. */
  readonly componentsExpected: number;
  readonly kcv: string | undefined;
  readonly wrapped: WrappedKey | undefined;
  readonly createdAt: Date;
  readonly activatedAt: Date | undefined;
  /** It makes no token before; undefined where it may from the start. Never changes. */
  readonly activeFrom: Date | undefined;
  /** It makes no token from then on; undefined where only its expiry ends it. Never changes. */
  readonly issuedUntil: Date | undefined;
  readonly changedAt: Date;
  /** Since when its sealed value does not open; undefined while it does. */
  readonly integrityFailedAt: Date | undefined;
}

/** A key and how many of its components have been entered. */
export interface VendingKeyView {
  readonly key: VendingKey;
  readonly componentsEntered: number;
}

/**
 * draft → active → retiring → retired; a draft may be abandoned, a compromised key retired at once, and one that was
 * retired in error taken into use again.
 */
const nextStates = {
  draft: ['active', 'retired'],
  active: ['retiring', 'retired'],
  retiring: ['active', 'retired'],
  retired: ['active'],
} as const satisfies Record<VendingKeyState, readonly VendingKeyState[]>;

/**
 * Moves a key on to another state.
 *
 * @throws {KeyManagementError} `key-management.vending_key_transition` where the state does not lead there
 */
export function moveTo(key: VendingKey, state: VendingKeyState, now: Date): VendingKey {
  const reachable: readonly VendingKeyState[] = nextStates[key.state];
  if (!reachable.includes(state)) {
    throw new KeyManagementError('key-management.vending_key_transition', `a ${key.state} key cannot become ${state}`);
  }
  return { ...key, state, changedAt: now };
}

/** A key that still has its value serves again; an abandoned draft never had one. @throws as `moveTo` */
export function reactivate(key: VendingKey, now: Date): VendingKey {
  if (key.state === 'draft' || !key.wrapped) {
    throw new KeyManagementError('key-management.vending_key_transition', 'this key has no value that could be used again');
  }
  return moveTo(key, 'active', now);
}

/** A draft that has its value becomes active. @throws as `moveTo` */
export function activate(key: VendingKey, made: { readonly wrapped: WrappedKey; readonly kcv: string }, now: Date): VendingKey {
  return { ...moveTo(key, 'active', now), wrapped: made.wrapped, kcv: made.kcv, activatedAt: now };
}

/** A retiring key still serves the meters that have not changed to the next revision yet. */
export const mayIssue = (state: VendingKeyState): boolean => state === 'active' || state === 'retiring';

/** Whether a key is yet to begin, or has ended, by the dates that its centre has set; undefined in between. */
export function outsideOfIssue(
  { activeFrom, issuedUntil }: Pick<VendingKey, 'activeFrom' | 'issuedUntil'>,
  now: Date,
): 'early' | 'ended' | undefined {
  if (activeFrom && now < activeFrom) return 'early';
  return issuedUntil && now >= issuedUntil ? 'ended' : undefined;
}

/** Whether it can make tokens now. */
export const isReady = (key: VendingKey, now: Date): boolean =>
  mayIssue(key.state) && key.integrityFailedAt === undefined && outsideOfIssue(key, now) === undefined;

export const attributesOf = (key: VendingKeyAttributes): VendingKeyAttributes => ({
  supplyGroupCode: key.supplyGroupCode,
  keyType: key.keyType,
  keyRevision: key.keyRevision,
  keyExpiry: key.keyExpiry,
  baseDate: key.baseDate,
  decoderKeyAlgorithm: key.decoderKeyAlgorithm,
});

/** What the wrapped bytes are bound to: everything about the key that never changes. */
export const labelOf = (key: VendingKey): VendingKeyLabel => ({ utility: key.utility, vendingKeyId: key.id, ...attributesOf(key) });

/** What callers and other services see of a key: of its value the check value alone. */
export const publicPartOf = (key: VendingKey) => present({ vendingKeyId: key.id, ...attributesOf(key), state: key.state, kcv: key.kcv });
