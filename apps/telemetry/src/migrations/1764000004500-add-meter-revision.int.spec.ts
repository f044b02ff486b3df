import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { telemetryMigrations } from '../migrations.js';
import { AddMeterRevision1764000004500 } from './1764000004500-add-meter-revision.js';

const BEFORE = telemetryMigrations.slice(0, telemetryMigrations.indexOf(AddMeterRevision1764000004500));

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startPostgres()));
afterAll(() => postgres.stop());

describe('AddMeterRevision', () => {
  it('gives meters that are known revision 0, so that whatever has one is newer', async () => {
    const { ownerUrl, appRole } = await postgres.createServiceDatabase('telemetry', BEFORE);
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    await owner.query(`insert into meter values ('acme', '07000000018', '600727070000000180', 'electricity', now())`);

    await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, AddMeterRevision1764000004500] });

    expect((await owner.query('select meter_number, revision from meter')).rows).toEqual([{ meter_number: '07000000018', revision: 0 }]);
    await owner.end();
  });
});
