import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { telemetryMigrations } from '../migrations.js';
import { KnowReplacedMeters1764000180010 } from './1764000180010-know-replaced-meters.js';

const BEFORE = telemetryMigrations.slice(0, telemetryMigrations.indexOf(KnowReplacedMeters1764000180010));

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startPostgres()));
afterAll(() => postgres.stop());

describe('KnowReplacedMeters', () => {
  it('ends the absence of meters whose access was taken away, and takes no meter for replaced', async () => {
    const { ownerUrl, appRole } = await postgres.createServiceDatabase('telemetry', BEFORE);
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    await owner.query(`insert into meter (utility, meter_number, meter_pan, commodity, revision, changed_at)
      values ('acme', 'there', 'pan', 'electricity', 1, now())`);
    await owner.query(`insert into mqtt_credential (meter_number, utility, password_hash, created_at) values
      ('there', 'acme', 'x', now()), ('elsewhere', 'other', 'x', now())`);
    await owner.query(`insert into alarm (alarm_id, utility, meter_number, meter_pan, kind, severity, raised_at)
      select gen_random_uuid(), 'acme', meter, 'pan', kind, 3, now() from unnest(array['there', 'gone', 'elsewhere']) meter,
        unnest(array['offline', 'tamper']) kind`);
    await owner.query(
      `insert into alarm_cause select 'acme', meter, 'offline', now() from unnest(array['there', 'gone', 'elsewhere']) meter`,
    );

    await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, KnowReplacedMeters1764000180010] });

    expect((await owner.query('select kind, meter_number from alarm where cleared_at is null order by 1, 2')).rows).toEqual([
      { kind: 'offline', meter_number: 'there' },
      ...['elsewhere', 'gone', 'there'].map((meter) => ({ kind: 'tamper', meter_number: meter })),
    ]);
    expect((await owner.query('select meter_number from alarm_cause')).rows).toEqual([{ meter_number: 'there' }]);
    expect((await owner.query('select replaced_by from meter')).rows).toEqual([{ replaced_by: null }]);
    await owner.end();
  });
});
