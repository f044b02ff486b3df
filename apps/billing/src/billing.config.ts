import { configToken } from '@openprepay/runtime/service';
import { parseConfig, serviceConfigShape } from '@openprepay/runtime/service-config';
import { z } from 'zod';

const schema = z.object({
  ...serviceConfigShape,
  /** How long an answer waits for vending to price by what it changed, in milliseconds. */
  PRICING_ACK_WAIT_MS: z.coerce.number().int().min(0).max(30_000).default(2_000),
});

const migrateSchema = z.object({
  MIGRATION_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  DATABASE_APP_ROLE: z.string().min(1),
});

export type BillingConfig = Readonly<z.output<typeof schema>>;

export const BILLING_CONFIG = configToken<BillingConfig>();

/** Read once, in main.ts; no other file may touch `process.env` (lint). */
export const loadBillingConfig = (env: NodeJS.ProcessEnv): BillingConfig => parseConfig('billing', schema, env);

export const loadMigrateConfig = (env: NodeJS.ProcessEnv): Readonly<z.output<typeof migrateSchema>> =>
  parseConfig('billing', migrateSchema, env);
