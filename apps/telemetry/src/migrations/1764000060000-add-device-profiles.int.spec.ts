import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { expect, it } from 'vitest';
import { telemetryMigrations } from '../migrations.js';
import { AddDeviceProfiles1764000060000 } from './1764000060000-add-device-profiles.js';

const BEFORE = telemetryMigrations.slice(0, telemetryMigrations.indexOf(AddDeviceProfiles1764000060000));

it('leaves the credentials that are there to meters that speak as this platform does', async () => {
  const postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('telemetry', BEFORE);
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`insert into mqtt_credential values ('07000000017', 'acme', '\\xab', now())`);

  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, AddDeviceProfiles1764000060000] });

  const { rows } = await owner.query(`select password_hash = '\\xab' as unchanged, device_profile from mqtt_credential`);
  expect(rows).toEqual([{ unchanged: true, device_profile: null }]);
  await expect(owner.query(`update mqtt_credential set device_profile = 'none-such'`)).rejects.toThrow(/device_profile/);
  await owner.end();
  await postgres.stop();
});
