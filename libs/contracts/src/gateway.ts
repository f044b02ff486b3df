import { z } from 'zod';
import { defineEvent } from './event.js';
import { openEnum } from './open-enum.js';
import * as wire from './wire.js';

/** Longest name that a user, or whatever acts in one's place, has. */
const MAX_USERNAME_LENGTH = 64;
const username = z.string().min(1).max(MAX_USERNAME_LENGTH);

/** What becomes of the account of somebody who enters keys. `…-asked` waits for a second administrator. */
export const custodianChanges = [
  ...(['asked', 'granted', 'refused', 'revoked'] as const),
  ...(['password-asked', 'password-set', 'password-refused', 'password-changed'] as const),
  ...(['disabled', 'enabled'] as const),
];
export type CustodianChange = (typeof custodianChanges)[number];

/** The account of a key custodian changed, or somebody asked that it should: for the audit of whoever trusts custodians. */
export const CustodianChanged = defineEvent({
  type: 'gateway.custodian.changed',
  topic: 'gateway.custodians.v1',
  data: z.object({
    userId: z.uuid(),
    username,
    change: openEnum(custodianChanges, 'it is kept, with its name'),
    /** Name of the user who asked for it, or did it; `installation` for those named when the platform was installed. */
    requestedBy: username,
    /** Name of the second person, of a change that needs one and has them. */
    approvedBy: username.optional(),
    /** From when on it counts; a granted role and a password set by others count later than they were decided. */
    effectiveAt: wire.instant,
  }),
  key: (data) => data.userId,
});
