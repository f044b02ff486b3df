import type { RunningProcess } from '@openprepay/standalone/run-file';
import type pg from 'pg';
import type { MqttLogin } from './reporting-meters.client.js';

export const CURRENCY = 'KES';

/** The whole platform under test, with a way to look into its databases. */
export interface BenchPlatform {
  readonly gatewayUrl: string;
  readonly mqttUrl: string;
  /** Of every demo user. */
  readonly password: string;
  /** Numbers of all meters. */
  readonly meters: readonly string[];
  /** Those that can report. */
  readonly logins: readonly MqttLogin[];
  /** What vending signs its requests to the vault with. */
  readonly signingKeyFile: string;
  /** What an instance of telemetry is told beside where its broker is and where it listens itself. */
  readonly telemetryEnv: Readonly<Record<'BROKER_AUTH_SECRET' | 'MQTT_PASSWORD', string>> & Readonly<Record<string, string>>;
  /** What runs just now, as `run.json` has it. */
  processes(): Promise<readonly RunningProcess[]>;
  /** Works in one service's database, past row-level security. */
  inDatabase<Result>(database: ServiceDatabase, work: (client: pg.Client) => Promise<Result>): Promise<Result>;
}

export type ServiceDatabase = 'vending' | 'key_management' | 'telemetry' | 'billing';

/** Counts by SQL. */
export const count = (platform: BenchPlatform, database: ServiceDatabase, sql: string): Promise<number> =>
  platform.inDatabase(database, async (client) => {
    const { rows } = await client.query<{ readonly count: string }>(sql);
    return Number(rows[0]?.count ?? '0');
  });
