import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { expect, it } from 'vitest';
import { telemetryMigrations } from '../migrations.js';
import { CertifyMeters1764000160000 } from './1764000160000-certify-meters.js';

const BEFORE = telemetryMigrations.slice(0, telemetryMigrations.indexOf(CertifyMeters1764000160000));

it('leaves passwords in force, a number without one out of it, and lets nobody have both a password and a certificate', async () => {
  const postgres = await startPostgres();
  const database = await postgres.createServiceDatabase('telemetry', BEFORE);
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await owner.query(`insert into mqtt_credential (meter_number, utility, password_hash, created_at, reassigned)
    values ('07000000017', 'acme', '\\xab', now(), false), ('07000000025', 'acme', null, now(), true)`);

  await runMigrations({ ownerUrl: database.ownerUrl, appRole: database.appRole, migrations: [...BEFORE, CertifyMeters1764000160000] });

  const { rows } = await owner.query('select meter_number, in_force, certificate_fingerprint from mqtt_credential order by meter_number');
  expect(rows).toEqual([
    { meter_number: '07000000017', in_force: true, certificate_fingerprint: null },
    { meter_number: '07000000025', in_force: false, certificate_fingerprint: null },
  ]);
  await expect(owner.query(`update mqtt_credential set certificate_fingerprint = '\\xcd' where in_force`)).rejects.toMatchObject({
    constraint: 'mqtt_credential_one_of',
  });
  await owner.end();
  await postgres.stop();
});
