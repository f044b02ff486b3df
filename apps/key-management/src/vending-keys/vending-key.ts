import type { BaseDate, DecoderKeyAlgorithm } from '@openprepay/contracts/wire';
import { KeyManagementError } from '../key-management-error.js';
import type { VendingKeyLabel, WrappedKey } from '../security-module/security-module.js';

export const vendingKeyStates = ['draft', 'active', 'retiring', 'retired'] as const;
export type VendingKeyState = (typeof vendingKeyStates)[number];

/** Fewer than two components would be one person's key; nobody splits a key among more than eight. */
export const MIN_COMPONENTS = 2;
export const MAX_COMPONENTS = 8;

/** A vending key as the vault keeps it: what it is for, how far it has come, and its wrapped value once it has one. */
export interface VendingKey {
  readonly id: string;
  readonly utility: string;
  readonly supplyGroupCode: string;
  readonly keyType: VendingKeyType;
  readonly keyRevision: number;
  readonly keyExpiry: number;
  readonly baseDate: BaseDate;
  readonly decoderKeyAlgorithm: DecoderKeyAlgorithm;
  readonly state: VendingKeyState;
  /** 0 where the security module made the key itself. */
  readonly componentsExpected: number;
  readonly kcv: string | undefined;
  readonly wrapped: WrappedKey | undefined;
  readonly createdAt: Date;
  readonly activatedAt: Date | undefined;
  readonly changedAt: Date;
}

/** 1 default (VDDK), 2 unique (VUDK), 3 common (VCDK); a meter's initial key does not come from a vending key. */
export type VendingKeyType = 1 | 2 | 3;

/** draft → active → retiring → retired; a draft may be abandoned, and a compromised key retired at once. */
const nextStates = {
  draft: ['active', 'retired'],
  active: ['retiring', 'retired'],
  retiring: ['retired'],
  retired: [],
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

/** A draft that has its value becomes active. @throws as `moveTo` */
export function activate(key: VendingKey, made: { readonly wrapped: WrappedKey; readonly kcv: string }, now: Date): VendingKey {
  return { ...moveTo(key, 'active', now), wrapped: made.wrapped, kcv: made.kcv, activatedAt: now };
}

/** A retiring key still serves the meters that have not changed to the next revision yet. */
export const mayIssue = (state: VendingKeyState): boolean => state === 'active' || state === 'retiring';

/** What the wrapped bytes are bound to: everything about the key that never changes. */
export const labelOf = (key: VendingKey): VendingKeyLabel => ({
  utility: key.utility,
  vendingKeyId: key.id,
  supplyGroupCode: key.supplyGroupCode,
  keyType: key.keyType,
  keyRevision: key.keyRevision,
  keyExpiry: key.keyExpiry,
  baseDate: key.baseDate,
  decoderKeyAlgorithm: key.decoderKeyAlgorithm,
});
