import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { TerminalCertificate } from './terminal-certificate.js';

/** Where a vendor sells. */
export interface Outlet {
  readonly outletId: string;
  readonly vendorId: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly createdBy: string;
}

/** A till of an outlet. It signs in by itself, and sells out of its vendor's float. */
export interface Terminal {
  readonly terminalId: string;
  readonly outletId: string;
  readonly vendorId: string;
  readonly name: string;
  /** The secret itself is known to the till alone. */
  readonly secretHash: Buffer;
  /** True: of a sandbox, which alone lets its terminals be called as their makers like. */
  readonly sandbox: boolean;
  readonly signsInAs: string | undefined;
  /** Of the utility: a till's day is its. */
  readonly timeZone: string;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly revoked: { readonly at: Date; readonly by: string } | undefined;
  /** That it may order engineering tokens, and whose word that is. */
  readonly engineering: { readonly at: Date; readonly by: string } | undefined;
  /** The newest that is not revoked. */
  readonly certificate: TerminalCertificate | undefined;
}

/** As whom a terminal sells. No user is called so. */
export const sellerOfTerminal = (terminalId: string): string => `terminal ${terminalId}`;

const SECRET_BYTES = 32;

export const newSecret = (): string => randomBytes(SECRET_BYTES).toString('base64url');

/** The secret is as random as a key, so that one plain hash hides it. */
export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Compared in a time that says nothing. */
export const isSecretOf = ({ secretHash }: Pick<Terminal, 'secretHash'>, secret: string): boolean =>
  timingSafeEqual(secretHash, hashOf(secret));
