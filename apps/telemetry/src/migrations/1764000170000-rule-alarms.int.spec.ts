import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { telemetryMigrations } from '../migrations.js';
import { RuleAlarms1764000170000 } from './1764000170000-rule-alarms.js';

const BEFORE = telemetryMigrations.slice(0, telemetryMigrations.indexOf(RuleAlarms1764000170000));

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startPostgres()));
afterAll(() => postgres.stop());

describe('RuleAlarms', () => {
  it('leaves alarms that are there as they are, and raises none for meters that were away before', async () => {
    const { ownerUrl, appRole } = await postgres.createServiceDatabase('telemetry', BEFORE);
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    await owner.query(`insert into alarm (alarm_id, utility, meter_number, meter_pan, kind, severity, raised_at)
      values (gen_random_uuid(), 'acme', '07000000017', 'pan', 'tamper', 1, now())`);
    await owner.query(`insert into meter_state (utility, meter_number, connected, changed_at, last_seen_at)
      values ('acme', '07000000017', false, now() - interval '1 day', now() - interval '1 day')`);

    await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, RuleAlarms1764000170000] });

    expect((await owner.query('select kind, severity, cleared_at from alarm')).rows).toEqual([
      { kind: 'tamper', severity: 1, cleared_at: null },
    ]);
    expect((await owner.query('select from alarm_cause union all select from alarm_rule')).rows).toEqual([]);
    await owner.end();
  });
});
