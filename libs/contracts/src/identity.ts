import { z } from 'zod';
import * as wire from './wire.js';

export const role = z.enum(['admin', 'custodian', 'engineer', 'operator', 'clerk', 'vendor', 'auditor']);
export type Role = z.output<typeof role>;

/** Claims of an access token besides the registered ones; every service verifies the signature itself. */
export const accessTokenClaims = z.object({
  sub: z.string().min(1).max(128),
  username: z.string().min(1).max(64),
  utility: wire.utilityCode,
  currency: wire.currency,
  timeZone: z.string().min(1).max(64),
  roles: z.array(role).max(16).readonly(),
  vendorId: z.uuid().optional(),
  /** True for those who may create utilities. */
  platform: z.boolean().optional(),
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
  readonly vendorId?: string;
  readonly platform: boolean;
}
