import { createHash, timingSafeEqual } from 'node:crypto';

/** 160 bits: beyond guessing, so a plain hash protects it as well as a slow one would. */
export const PASSWORD_BYTES = 20;

/** Letters and digits only: it is typed into meters and their tools. */
export function passwordFrom(random: Uint8Array): string {
  if (random.length !== PASSWORD_BYTES) throw new RangeError(`a password is made of ${PASSWORD_BYTES} random bytes`);
  return Buffer.from(random).toString('hex');
}

/**
 * What is stored of a password. argon2id slows down guessing of passwords that people choose; 160 random bits cannot be
 * guessed at any speed, and thousands of meters connect at once after an outage.
 */
export const hashPassword = (password: string): Buffer => createHash('sha256').update(password, 'utf8').digest();

export function passwordMatches(password: string, hash: Uint8Array): boolean {
  const given = hashPassword(password);
  return given.length === hash.length && timingSafeEqual(given, hash);
}

/** Compares two secrets of any length without telling where they differ. */
export const secretsEqual = (given: string, expected: string): boolean => passwordMatches(given, hashPassword(expected));
