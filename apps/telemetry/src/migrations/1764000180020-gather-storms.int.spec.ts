import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { telemetryMigrations } from '../migrations.js';
import { GatherStorms1764000180020 } from './1764000180020-gather-storms.js';

const BEFORE = telemetryMigrations.slice(0, telemetryMigrations.indexOf(GatherStorms1764000180020));

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startPostgres()));
afterAll(() => postgres.stop());

describe('GatherStorms', () => {
  it('leaves alarms and what they are about without a storm', async () => {
    const { ownerUrl, appRole } = await postgres.createServiceDatabase('telemetry', BEFORE);
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    await owner.query(`insert into alarm (alarm_id, utility, meter_number, meter_pan, kind, severity, raised_at)
      values (gen_random_uuid(), 'acme', '07000000017', 'pan', 'offline', 3, now())`);
    await owner.query(`insert into alarm_cause (utility, meter_number, kind, since) values ('acme', '07000000017', 'offline', now())`);

    await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, GatherStorms1764000180020] });

    expect((await owner.query('select kind, storm_id from alarm union all select kind, storm_id from alarm_cause')).rows).toEqual([
      { kind: 'offline', storm_id: null },
      { kind: 'offline', storm_id: null },
    ]);
    await owner.end();
  });
});
