import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { expect, it } from 'vitest';
import { telemetryMigrations } from '../migrations.js';
import { TellStorms1764000200000 } from './1764000200000-tell-storms.js';

const STORM = '0190f9c0-0000-7000-8000-000000000570';
const BEFORE = telemetryMigrations.slice(0, telemetryMigrations.indexOf(TellStorms1764000200000));

it('takes a storm of before as told of with the meters that it has, and as standing for those of its alarms that go on', async () => {
  const postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('telemetry', BEFORE);
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`insert into alarm_storm (storm_id, utility, network_node, meters, began_at, last_joined_at)
    values ('${STORM}', 'acme', 'T1', 42, '2026-01-02T03:04:05Z', '2026-01-02T03:09:05Z')`);
  await owner.query(`insert into alarm (alarm_id, utility, meter_number, meter_pan, kind, severity, raised_at, storm_id, cleared_at)
    values (gen_random_uuid(), 'acme', '1', '1', 'offline', 3, now(), '${STORM}', null),
      (gen_random_uuid(), 'acme', '2', '2', 'offline', 3, now(), '${STORM}', now()),
      (gen_random_uuid(), 'acme', '1', '1', 'tamper', 1, now(), null, null)`);

  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, TellStorms1764000200000] });

  const alarms = await owner.query('select kind from alarm where gathered');
  expect(alarms.rows).toEqual([{ kind: 'offline' }]);
  const { rows } = await owner.query('select meters, told_meters, told_at from alarm_storm');
  expect(rows).toEqual([{ meters: 42, told_meters: 42, told_at: new Date('2026-01-02T03:04:05Z') }]);
  await owner.end();
  await postgres.stop();
});
