import { runMigrations } from '@openprepay/persistence/migrate';
import { type ServiceDatabase, startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { telemetryMigrations } from '../migrations.js';
import { RollReadingsUp1764000070000 } from './1764000070000-roll-readings-up.js';

const place = telemetryMigrations.indexOf(RollReadingsUp1764000070000);

describe('RollReadingsUp', () => {
  let postgres: TestPostgres;
  let database: ServiceDatabase;
  let owner: pg.Client;

  beforeAll(async () => {
    postgres = await startPostgres();
    database = await postgres.createServiceDatabase('telemetry', telemetryMigrations.slice(0, place));
    owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
  });
  afterAll(async () => {
    await owner.end();
    await postgres.stop();
  });

  it('leaves every point as it was, and marks each hour that has one', async () => {
    await owner.query('select ensure_reading_partition(current_date)');
    await owner.query(`insert into reading
      select 'acme', '07000000017', register, date_trunc('hour', now(), 'UTC') + minutes * interval '1 minute', minutes, 1, now()
      from unnest(array['1-0:1.8.0', '1-0:16.7.0']) register, unnest(array[0, 15, 59]) minutes`);
    const readings = async () => (await owner.query('select * from reading order by register, ts')).rows as unknown[];
    const before = await readings();

    await runMigrations({ ownerUrl: database.ownerUrl, appRole: database.appRole, migrations: telemetryMigrations.slice(0, place + 1) });

    expect(await readings()).toEqual(before);
    const { rows } = await owner.query('select utility, meter_number, hour = date_trunc($1, now(), $2) as now from reading_stale', [
      'hour',
      'UTC',
    ]);
    expect(rows).toEqual([{ utility: 'acme', meter_number: '07000000017', now: true }]);
  });
});
