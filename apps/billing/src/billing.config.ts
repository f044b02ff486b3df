import { type Environment, parseConfig, serviceConfigShape } from '@openprepay/runtime/config';
import { configToken } from '@openprepay/runtime/service';
import { z } from 'zod';

const schema = z.object({
  ...serviceConfigShape,
  /** How long an answer waits for vending to price by what it changed, in milliseconds. */
  PRICING_ACK_WAIT_MS: z.coerce.number().int().min(0).max(30_000).default(2_000),
});

export type BillingConfig = Readonly<z.output<typeof schema>>;

export const BILLING_CONFIG = configToken<BillingConfig>();

export const loadBillingConfig = (env: Environment): BillingConfig => parseConfig('billing', schema, env);
