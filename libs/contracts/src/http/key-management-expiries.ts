import { z } from 'zod';
import { keyRevision, supplyGroupCode } from '../wire.js';
import { endpoint, type Wire } from './endpoint.js';

const DEFAULT_DAYS = 90;
/** A base date's life and more. */
const MAX_DAYS = 20_000;
const MAX_EXPIRIES = 500;

const expiry = z
  .object({
    vendingKeyId: z.uuid(),
    supplyGroupCode,
    keyRevision,
    what: z
      .enum(['issued-until', 'key-expiry', 'base-date'])
      .describe('the end that its centre has set, that of its expiry number, or that of its base date’s identifiers'),
    at: z.iso.datetime().describe('from then on it makes no token'),
    meters: z.int().describe('meters that are on this key, as far as vending has told'),
  })
  .meta({ id: 'VendingKeyExpiry' });
const expiries = z.object({ items: z.array(expiry).max(MAX_EXPIRIES) });
export type ExpiriesAnswer = Wire<typeof expiries>;

export const expiryEndpoints = {
  listExpiries: endpoint({
    method: 'GET',
    path: '/v1/expiries',
    summary: 'What ends of the keys in use within so many days, or has ended; the soonest first, no more than 500',
    tag: 'Vending keys',
    access: { roles: ['custodian', 'engineer', 'operator'] },
    query: z.strictObject({ days: z.coerce.number().int().min(0).max(MAX_DAYS).default(DEFAULT_DAYS) }),
    answers: { 200: expiries },
  }),
} as const;
