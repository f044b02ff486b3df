import { KeyManagementError } from '../key-management-error.js';

const DAY_MS = 86_400_000;

/**
 * A token's checksum has 16 bits. Digits that this vault has not issued are opened for a person, and for a meter, no more often
 * than this within a day: who guesses finds digits that a meter takes within years instead of an afternoon.
 */
export const MAX_FOREIGN_OF_A_PERSON = 1_000;
export const MAX_FOREIGN_OF_A_METER = 100;

/** From when on verifications count at `now`. */
export const dayBefore = (now: Date): Date => new Date(now.getTime() - DAY_MS);

/** Somebody had a token opened. Neither the token nor what it says is kept. */
export interface TokenVerification {
  readonly id: string;
  readonly utility: string;
  readonly at: Date;
  readonly actor: { readonly subject: string; readonly username: string };
  readonly meterNumber: string;
  /** The key that made it, or the first that was asked. */
  readonly vendingKeyId: string;
  readonly issuedHere: boolean;
  readonly valid: boolean;
}

/** @throws {KeyManagementError} `key-management.verifications_exhausted` */
export function requireVerificationsLeft(had: { readonly ofPerson: number; readonly ofMeter: number }): void {
  if (had.ofPerson < MAX_FOREIGN_OF_A_PERSON && had.ofMeter < MAX_FOREIGN_OF_A_METER) return;
  throw new KeyManagementError(
    'key-management.verifications_exhausted',
    `tokens that were not issued here are opened at most ${MAX_FOREIGN_OF_A_METER} times a day for a meter and ${MAX_FOREIGN_OF_A_PERSON} times for a person`,
  );
}
