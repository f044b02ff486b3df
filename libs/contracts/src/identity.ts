import { z } from 'zod';
import * as wire from './wire.js';

export const role = z.enum(['admin', 'custodian', 'engineer', 'operator', 'clerk', 'vendor', 'auditor']);
export type Role = z.output<typeof role>;

/** The last instant that a date can say, in seconds. */
const MAX_NUMERIC_DATE = 8_640_000_000_000;

/** Claims of an access token besides the registered ones; every service verifies the signature itself. */
export const accessTokenClaims = z.object({
  sub: z.string().min(1).max(128),
  username: z.string().min(1).max(64),
  utility: wire.utilityCode,
  currency: wire.currency,
  timeZone: z.string().min(1).max(64),
  roles: z.array(role).max(16).readonly(),
  /** True: of a sandbox, where nothing is anybody's money or key. */
  sandbox: z.boolean().optional(),
  vendorId: z.uuid().optional(),
  /** True for those who may create utilities. */
  platform: z.boolean().optional(),
  /** When the credential that was signed in with was set: seconds since 1970, with decimals (a NumericDate). */
  cat: z.number().nonnegative().max(MAX_NUMERIC_DATE).optional(),
  /** Whether the account is in its owner's own hands: `Principal.inOwnHands`. */
  own: z.boolean().optional(),
  /** The browser's session that the token was had by: it ends with it. */
  sid: z.uuid().optional(),
});
export type AccessTokenClaims = Readonly<z.output<typeof accessTokenClaims>>;

/** Who is calling, as a service sees it. */
export interface Principal {
  readonly subject: string;
  readonly username: string;
  readonly utility: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly roles: readonly Role[];
  /** True: of a sandbox, where nothing is anybody's money or key. */
  readonly sandbox?: boolean;
  readonly vendorId?: string;
  readonly platform: boolean;
  /** When their credential was set; absent where another issuer signs users in and does not say. */
  readonly credentialChangedAt?: Date;
  /**
   * Whether the account is in its owner's own hands: they set their password themselves, and nobody else has made the account, set
   * its password or given it roles for as long as the installation says. Absent where another issuer signs users in.
   */
  readonly inOwnHands?: boolean;
  /** The browser's session that the token was had by. */
  readonly sessionId?: string;
}
