import { messagingMigrations } from '@openprepay/messaging/migrations';
import { runMigrations } from '@openprepay/persistence/migrate';
import { type ServiceDatabase, startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CreateTelemetry1764000000000 } from './1764000000000-create-telemetry.js';
import { CreateReading1764000001000 } from './1764000001000-create-reading.js';
import { AddDeliveryTrace1764000002000 } from './1764000002000-add-delivery-trace.js';
import { TrustNoMeterClock1764000003000 } from './1764000003000-trust-no-meter-clock.js';

const BEFORE = [...messagingMigrations, CreateTelemetry1764000000000, CreateReading1764000001000, AddDeliveryTrace1764000002000];
const METER = '07000000017';

describe('TrustNoMeterClock', () => {
  let postgres: TestPostgres;
  let database: ServiceDatabase;
  let owner: pg.Client;

  beforeAll(async () => {
    postgres = await startPostgres();
    database = await postgres.createServiceDatabase('telemetry', BEFORE);
    owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    await owner.query('select ensure_reading_partition(current_date)');
    await owner.query(`insert into alarm values
      (gen_random_uuid(), 'acme', '${METER}', '600727070000000178', 'tamper', '9999-12-31'),
      (gen_random_uuid(), 'acme', '${METER}', '600727070000000178', 'low-credit', '2026-01-01')`);
    await owner.query(`insert into meter_state (utility, meter_number, connected, changed_at, last_seen_at, relay, relay_at)
      values ('acme', '${METER}', true, '9999-12-31', '9999-12-31', 'open', '9999-12-31')`);
    for (const [register, value, minutes] of [
      ['1-0:1.8.0', 10, 3],
      ['01-00:01.08.00', 11, 2],
      ['1-0:1.8.0*255', 10, 1],
      ['1-0:2.8.0*255', 5, 3],
      ['1-0:10.8.0*1', 7, 3],
    ] as const) {
      const common = `now() - interval '1 hour', ${value}`;
      await owner.query(
        `insert into reading select 'acme', '${METER}', '${register}', date_trunc('hour', now()), ${value}, 1, now() - interval '${minutes} minutes'`,
      );
      await owner.query(
        `insert into meter_register (utility, meter_number, register, ts, value) select 'acme', '${METER}', '${register}', ${common}`,
      );
    }
    await runMigrations({
      ownerUrl: database.ownerUrl,
      appRole: database.appRole,
      migrations: [...BEFORE, TrustNoMeterClock1764000003000],
    });
  });
  afterAll(async () => {
    await owner.end();
    await postgres.stop();
  });

  const rows = async (sql: string) => (await owner.query<Record<string, unknown>>(sql)).rows;

  it('brings times of meters that lie ahead back to now, and keeps what the meter said beside', async () => {
    expect(await rows(`select kind, raised_at <= now() as raised, meter_time::text as said from alarm order by kind desc`)).toEqual([
      { kind: 'tamper', raised: true, said: expect.stringContaining('9999-12-31') as string },
      { kind: 'low-credit', raised: true, said: null },
    ]);
    expect(
      await rows(
        'select last_seen_at <= now() and changed_at <= now() and relay_at <= now() and relay_received_at = relay_at as ok from meter_state',
      ),
    ).toEqual([{ ok: true }]);
  });

  it('gives registers their one spelling, keeps the canonical value and writes the other one down', async () => {
    expect(await rows('select register, value::int from reading order by register')).toEqual([
      { register: '1-0:1.8.0', value: 10 },
      { register: '1-0:10.8.0*1', value: 7 },
      { register: '1-0:2.8.0', value: 5 },
    ]);
    expect(await rows('select register, value::int, stored_value::int from reading_conflict')).toEqual([
      { register: '1-0:1.8.0', value: 11, stored_value: 10 },
    ]);
    expect((await rows('select register from meter_register order by register')).map(({ register }) => register)).toEqual([
      '1-0:1.8.0',
      '1-0:10.8.0*1',
      '1-0:2.8.0',
    ]);
  });
});
