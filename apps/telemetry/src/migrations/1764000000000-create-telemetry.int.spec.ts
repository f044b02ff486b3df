import { messagingMigrations } from '@openprepay/messaging/migrations';
import { type ServiceDatabase, startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { telemetryService } from '../telemetry.js';

const { migrations } = telemetryService;
/** Migrations of the service's own. */
const OF_SERVICE = migrations.length - messagingMigrations.length;

let postgres: TestPostgres;
let database: ServiceDatabase;
let owner: pg.Client;

beforeAll(async () => {
  postgres = await startPostgres();
  database = await postgres.createServiceDatabase('telemetry', migrations);
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await postgres.stop();
});

const quarantined = (topic: string, payload: string) =>
  owner.query(
    `insert into quarantine (id, utility, topic, payload, payload_bytes, payload_digest, code, reason, received_at, last_received_at)
     values (gen_random_uuid(), 'acme', $1, '', 0, sha256($2), 'telemetry.payload_invalid', 'r', now(), now())`,
    [topic, Buffer.from(payload)],
  );
const alarm = (kind: string, acknowledgedAt: string | null = null) =>
  owner.query(
    `insert into alarm (alarm_id, utility, meter_number, meter_pan, kind, raised_at, acknowledged_at)
     values (gen_random_uuid(), 'acme', '1', '1', $1, now(), $2)`,
    [kind, acknowledgedAt],
  );
const reading = (ts: string, value: string) =>
  owner.query(`insert into reading values ('acme', '1', '1-0:1.8.0', $1, $2, 1, now())`, [ts, value]);

describe('the telemetry tables', () => {
  it('hold one open alarm of a kind per meter, and any number that somebody has looked at', async () => {
    await alarm('tamper', '2026-01-01');
    await alarm('tamper', '2026-01-02');
    await alarm('tamper');
    await alarm('credit-low');

    await expect(alarm('tamper')).rejects.toMatchObject({ constraint: 'alarm_open' });
    await expect(alarm('party')).rejects.toMatchObject({ constraint: 'alarm_kind_check' });
  });

  it('hold the same bytes on the same topic once', async () => {
    await quarantined('a', 'x');
    await quarantined('a', 'y');
    await quarantined('b', 'x');

    await expect(quarantined('a', 'x')).rejects.toMatchObject({ constraint: 'quarantine_same' });
  });

  it('hold a number’s credentials once in the whole installation', async () => {
    const credential = (utility: string) => owner.query(`insert into mqtt_credential values ('1', $1, '', now())`, [utility]);
    await credential('acme');

    await expect(credential('other')).rejects.toMatchObject({ constraint: 'mqtt_credential_meter_number' });
  });

  it('hold readings in months that are made on demand, within bounds, and one value per point', async () => {
    const { rows } = await owner.query<{ now: Date }>('select now()');
    const now = rows[0]!.now.toISOString();
    await expect(reading(now, '1')).rejects.toThrow(/no partition/);

    await owner.query('select ensure_reading_partition(now()::date), ensure_reading_partition(now()::date)');
    await reading(now, '1');

    await expect(reading(now, '2')).rejects.toMatchObject({ code: '23505' });
    await expect(owner.query(`select ensure_reading_partition('1970-01-01')`)).rejects.toThrow(/out of bounds/);
    await expect(owner.query('select drop_reading_partitions_before(now()::date)')).rejects.toThrow(/last 24 months are kept/);
  });

  it('go, with what is in them, and come back empty', async () => {
    const tables = async () =>
      (await owner.query(`select 1 from pg_tables where schemaname = 'public' and tablename !~ '^reading_2'`)).rowCount;
    const before = await tables();
    const dataSource = await new DataSource({
      type: 'postgres',
      url: database.ownerUrl,
      migrations: [...migrations],
      migrationsTableName: 'openprepay_migrations',
    }).initialize();
    try {
      for (let undone = 0; undone < OF_SERVICE; undone++) await dataSource.undoLastMigration();
      expect(await tables()).toBe(before! - 30);

      await dataSource.runMigrations();

      expect(await tables()).toBe(before);
      expect((await owner.query('select 1 from alarm union all select 1 from reading')).rowCount).toBe(0);
    } finally {
      await dataSource.destroy();
    }
  });
});
