import { messagingMigrations } from '@openprepay/messaging/migrations';
import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { expect, it } from 'vitest';
import { CreateTelemetry1764000000000 } from './1764000000000-create-telemetry.js';
import { ReassignMeters1764000003010 } from './1764000003010-reassign-meters.js';

const BEFORE = [...messagingMigrations, CreateTelemetry1764000000000];

it('leaves the credentials that are there in force, their number free to be let go', async () => {
  const postgres = await startPostgres();
  const database = await postgres.createServiceDatabase('telemetry', BEFORE);
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await owner.query(`insert into mqtt_credential values ('07000000017', 'acme', '\\xab', now())`);

  await runMigrations({ ownerUrl: database.ownerUrl, appRole: database.appRole, migrations: [...BEFORE, ReassignMeters1764000003010] });

  const { rows } = await owner.query(`select utility, password_hash = '\\xab' as unchanged, reassigned from mqtt_credential`);
  expect(rows).toEqual([{ utility: 'acme', unchanged: true, reassigned: false }]);
  await owner.end();
  await postgres.stop();
});
