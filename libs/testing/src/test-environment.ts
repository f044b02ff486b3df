import type { ServiceDatabase } from './postgres.js';

/** Nobody listens there. */
const AWAY = '127.0.0.1:9';

/** What every service reads, as a test has it; what is not there is away. `OPENPREPAY_TEST_LOG=debug` lets services speak. */
export const testEnvironment = ({ url }: ServiceDatabase): Readonly<Record<string, string>> => ({
  DATABASE_URL: url,
  KAFKA_BROKERS: AWAY,
  KAFKA_PARTITIONS: '3',
  OUTBOX_POLL_MS: '50',
  JWKS_URL: `http://${AWAY}/jwks.json`,
  LOG_LEVEL: process.env['OPENPREPAY_TEST_LOG'] ?? 'silent',
});
