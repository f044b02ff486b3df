import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { expect, it } from 'vitest';
import { telemetryMigrations } from '../migrations.js';
import { RestMarkedHours1764000200020 } from './1764000200020-rest-marked-hours.js';

const BEFORE = telemetryMigrations.slice(0, telemetryMigrations.indexOf(RestMarkedHours1764000200020));

it('takes hours that were marked before for ones that have rested since, and those that are being summed up for new ones', async () => {
  const postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('telemetry', BEFORE);
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`insert into reading_stale values ('acme', '07000000017', '2026-01-01T10:00:00Z', now() - interval '1 day')`);
  await owner.query(`insert into reading_settling (utility, meter_number, hour) values ('acme', '07000000017', '2026-01-01T09:00:00Z')`);

  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, RestMarkedHours1764000200020] });

  const marks = await owner.query('select touched_at = marked_at as rests, judged_at from reading_stale');
  expect(marks.rows).toEqual([{ rests: true, judged_at: null }]);
  const claimed = await owner.query(`select marked_at > now() - interval '5 minutes' as new from reading_settling`);
  expect(claimed.rows).toEqual([{ new: true }]);
  await owner.end();
  await postgres.stop();
});
