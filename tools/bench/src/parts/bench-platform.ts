import type { RunningProcess } from '@openprepay/standalone/run-file';
import type { seedDemo } from '@openprepay/standalone/seed';

export const CURRENCY = 'KES';

/** The whole platform under test, with a way to look into its databases. */
export interface BenchPlatform {
  readonly gatewayUrl: string;
  readonly mqttUrl: string;
  /** Of every demo user. */
  readonly password: string;
  readonly meters: Awaited<ReturnType<typeof seedDemo>>;
  /** What runs just now, as `run.json` has it. */
  processes(): Promise<readonly RunningProcess[]>;
  /** Counts by SQL in one service's database, past row-level security. */
  count(database: string, sql: string): Promise<number>;
}
