import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { expect, it } from 'vitest';
import { telemetryMigrations } from '../migrations.js';
import { RememberBeginnings1764000200010 } from './1764000200010-remember-beginnings.js';

const BEFORE = telemetryMigrations.slice(0, telemetryMigrations.indexOf(RememberBeginnings1764000200010));

it('leaves alarms and their causes as they were, and begins with nothing remembered', async () => {
  const postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('telemetry', BEFORE);
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`insert into alarm (alarm_id, utility, meter_number, meter_pan, kind, severity, raised_at, cleared_at)
    values (gen_random_uuid(), 'acme', '1', '1', 'cover-open', 2, now(), null),
      (gen_random_uuid(), 'acme', '1', '1', 'cover-open', 2, now() - interval '2 days', now() - interval '1 day')`);
  await owner.query(`insert into alarm_cause (utility, meter_number, kind, since) values ('acme', '1', 'battery-low', now())`);
  const kept = async () => [await owner.query('select * from alarm order by raised_at'), await owner.query('select * from alarm_cause')];
  const before = (await kept()).map(({ rows }) => rows as unknown);

  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, RememberBeginnings1764000200010] });

  expect((await kept()).map(({ rows }) => rows as unknown)).toEqual(before);
  expect((await owner.query('select from alarm_beginning')).rows).toEqual([]);
  await owner.end();
  await postgres.stop();
});
