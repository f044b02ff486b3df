import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { telemetryMigrations } from '../migrations.js';
import { RankAlarms1764000009401 } from './1764000009401-rank-alarms.js';

const BEFORE = telemetryMigrations.slice(0, telemetryMigrations.indexOf(RankAlarms1764000009401));

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startPostgres()));
afterAll(() => postgres.stop());

describe('RankAlarms', () => {
  it('gives alarms that are there their rank and the name that their kind has now, and counts the open ones', async () => {
    const { ownerUrl, appRole } = await postgres.createServiceDatabase('telemetry', BEFORE);
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    await owner.query(`insert into alarm (alarm_id, utility, meter_number, meter_pan, kind, raised_at, acknowledged_at)
      select gen_random_uuid(), 'acme', 'm' || n, 'pan', kind, now(), case when n = 4 then now() end
      from unnest(array['tamper', 'low-credit', 'offline', 'over-power']) with ordinality as old(kind, n)`);

    await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, RankAlarms1764000009401] });

    expect((await owner.query('select kind, severity from alarm order by severity, kind')).rows).toEqual([
      { kind: 'tamper', severity: 1 },
      { kind: 'over-power', severity: 2 },
      { kind: 'offline', severity: 3 },
      { kind: 'credit-low', severity: 4 },
    ]);
    expect((await owner.query('select figure, total::int from fleet_count order by figure')).rows).toEqual([
      { figure: 'alarm:1:tamper', total: 1 },
      { figure: 'alarm:3:offline', total: 1 },
      { figure: 'alarm:4:credit-low', total: 1 },
    ]);
    await owner.end();
  });
});
