import { type Environment, parseConfig, serviceConfigShape } from '@openprepay/runtime/config';
import { configToken } from '@openprepay/runtime/service';
import { z } from 'zod';

/** Less would not outlast a heartbeat that is late, and what a transaction takes. */
const MIN_LEAD_MINUTES = 5;
const MAX_LEAD_MINUTES = 90 * 24 * 60;

const schema = z.object({
  ...serviceConfigShape,
  /** How long an answer waits for vending to price by what it changed, in milliseconds. */
  PRICING_ACK_WAIT_MS: z.coerce.number().int().min(0).max(30_000).default(2_000),
  /** How long before it begins a later version of a tariff is published at the latest, in minutes; 0: it may begin at once. */
  TARIFF_LEAD_MINUTES: z.coerce
    .number()
    .int()
    .min(0)
    .max(MAX_LEAD_MINUTES)
    .refine((minutes) => minutes === 0 || minutes >= MIN_LEAD_MINUTES, `is 0, or at least ${MIN_LEAD_MINUTES}`)
    .default(15),
  /** How often each utility's pricing is told to be alive, in milliseconds. */
  PRICING_HEARTBEAT_MS: z.coerce.number().int().min(1_000).max(60_000).default(30_000),
  /** How long a receipt may be missing, or a float differ, before something is done about it, in milliseconds. */
  RECEIPT_MISSING_AFTER_MS: z.coerce.number().int().min(1_000).max(86_400_000).default(300_000),
});

export type BillingConfig = Readonly<z.output<typeof schema>>;

export const BILLING_CONFIG = configToken<BillingConfig>();

export const loadBillingConfig = (env: Environment): BillingConfig => parseConfig('billing', schema, env);
