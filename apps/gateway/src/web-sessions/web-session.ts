import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Role } from '@openprepay/contracts/identity';
import { z } from 'zod';

/** Two tabs that begin together refresh with the same secret: the one before the last is good for so long after it was replaced. */
export const TWO_TABS_MS = 5_000;
/** Of one user at one time; the oldest makes room. */
export const MAX_SESSIONS_PER_USER = 20;

const SECRET_BYTES = 32;
const SECRET_PATTERN = /^[A-Za-z0-9_-]{43}$/;

export type SessionEnd = 'signed-out' | 'reused' | 'account-changed' | 'made-room';

/** A browser that stays signed in: what its cookie refers to. The secret is known to the browser alone. */
export interface WebSession {
  readonly id: string;
  readonly utility: string;
  readonly userId: string;
  /** Held when it began, or when it was last refreshed: it ends where one of them is lost. */
  readonly roles: readonly Role[];
  /** Of the password that it began with. */
  readonly credentialChangedAt: Date;
  readonly secretHash: Buffer;
  readonly previousHash?: Buffer;
  readonly rotatedAt: Date;
  readonly createdAt: Date;
  /** Unless it is refreshed before. */
  readonly idleUntil: Date;
  readonly expiresAt: Date;
  readonly endedAt?: Date;
  readonly endedWhy?: SessionEnd;
}

export interface SessionTerms {
  /** Milliseconds without a refresh after which a session is over. */
  readonly idleMs: number;
  /** Milliseconds from the sign-in after which it is over, however busy. */
  readonly maxMs: number;
}

/** What a browser shows. */
export interface Shown {
  readonly sessionId: string;
  readonly secret: string;
}

export const newSecret = (): string => randomBytes(SECRET_BYTES).toString('base64url');

/** The secret is as random as a key, so that one plain hash hides it. */
export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

export const writeShown = ({ sessionId, secret }: Shown): string => `${sessionId}.${secret}`;

export function readShown(text: string): Shown | undefined {
  const [sessionId = '', secret = '', ...rest] = text.split('.');
  return rest.length === 0 && z.uuid().safeParse(sessionId).success && SECRET_PATTERN.test(secret) ? { sessionId, secret } : undefined;
}

/**
 * What a secret is to a session: the one that is good, the one before it within the moment that two tabs may take, or one that
 * was used up, which the browser and somebody else have both.
 */
export function judge(session: WebSession, secret: string, now: Date): 'current' | 'just-replaced' | 'reused' {
  const hash = hashOf(secret);
  if (timingSafeEqual(hash, session.secretHash)) return 'current';
  const { previousHash, rotatedAt } = session;
  if (previousHash === undefined || !timingSafeEqual(hash, previousHash)) return 'reused';
  return now.getTime() - rotatedAt.getTime() <= TWO_TABS_MS ? 'just-replaced' : 'reused';
}

export const isOver = ({ endedAt, idleUntil, expiresAt }: WebSession, now: Date): boolean =>
  endedAt !== undefined || now >= idleUntil || now >= expiresAt;

/** The session with another secret, and more time. */
export const rotated = (session: WebSession, { secretHash, roles, idleMs }: Rotation, now: Date): WebSession => ({
  ...session,
  roles,
  secretHash,
  previousHash: session.secretHash,
  rotatedAt: now,
  idleUntil: new Date(Math.min(now.getTime() + idleMs, session.expiresAt.getTime())),
});

interface Rotation {
  readonly secretHash: Buffer;
  readonly roles: readonly Role[];
  readonly idleMs: number;
}
