import type { AuditActor } from '../audit/audit-entry.js';
import { KeyManagementError } from '../key-management-error.js';

export type KeyChangeKind = 'retire' | 'reactivate';
export type KeyChangeState = 'awaiting-approval' | 'done' | 'refused' | 'expired';

/** What one custodian has asked to be done to a key; another one decides. */
export interface KeyChange {
  readonly id: string;
  readonly utility: string;
  readonly vendingKeyId: string;
  readonly supplyGroupCode: string;
  readonly change: KeyChangeKind;
  readonly state: KeyChangeState;
  readonly urgent: boolean;
  readonly reason: string | undefined;
  readonly requestedBy: AuditActor;
  readonly requestedAt: Date;
  /** It may be approved from then on, and until it expires. */
  readonly notBefore: Date;
  readonly expiresAt: Date;
  readonly decidedBy: AuditActor | undefined;
  readonly decidedAt: Date | undefined;
  readonly refusal: string | undefined;
}

const DAY_MS = 86_400_000;
/** A key that has made a token within so many days is in use. */
export const IN_USE_DAYS = 30;
/** What nobody decides on lapses: a change is not to be approved by somebody who no longer knows why it was asked for. */
export const KEY_CHANGE_VALID_MS = 7 * DAY_MS;

/** The first day (UTC) on which a use counts as lately. */
export const lately = (now: Date): Date => new Date(now.getTime() - IN_USE_DAYS * DAY_MS);

/** When a change may be approved: a key that is in use is not taken from its meters before somebody could object, unless that is urgent. */
export function periodOf(
  requestedAt: Date,
  { delayed, delayMs }: { readonly delayed: boolean; readonly delayMs: number },
): Pick<KeyChange, 'notBefore' | 'expiresAt'> {
  const notBefore = new Date(requestedAt.getTime() + (delayed ? delayMs : 0));
  return { notBefore, expiresAt: new Date(notBefore.getTime() + KEY_CHANGE_VALID_MS) };
}

/** The state as it is at `now`; what has lapsed is only written down when the next change is asked for. */
export const stateAt = ({ state, expiresAt }: Pick<KeyChange, 'state' | 'expiresAt'>, now: Date): KeyChangeState =>
  state === 'awaiting-approval' && expiresAt <= now ? 'expired' : state;

/** @throws {KeyManagementError} `…key_change_decided`, `…key_change_expired`, `…key_change_too_early` */
export function requireApprovable(change: KeyChange, now: Date): void {
  requireOpen(change, now);
  if (now < change.notBefore) {
    const message = `the key is in use: its retiring may be approved from ${change.notBefore.toISOString()} on`;
    throw new KeyManagementError('key-management.key_change_too_early', message);
  }
}

/** @throws {KeyManagementError} `…key_change_decided`, `…key_change_expired` */
export function requireOpen(change: KeyChange, now: Date): void {
  const state = stateAt(change, now);
  if (state === 'awaiting-approval') return;
  if (state === 'expired') throw new KeyManagementError('key-management.key_change_expired', 'nobody decided in time: ask again');
  throw new KeyManagementError('key-management.key_change_decided', `this has been decided on: it is ${state}`);
}
