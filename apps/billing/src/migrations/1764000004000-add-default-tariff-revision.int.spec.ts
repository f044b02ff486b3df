import { messagingMigrations } from '@openprepay/messaging/migrations';
import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CreateBilling1764000000000 } from './1764000000000-create-billing.js';
import { AddDefaultTariffRevision1764000004000 } from './1764000004000-add-default-tariff-revision.js';

const BEFORE = [...messagingMigrations, CreateBilling1764000000000];

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startPostgres()));
afterAll(() => postgres.stop());

describe('AddDefaultTariffRevision', () => {
  it('gives default tariffs that are there revision 0, so that the next change is the first', async () => {
    const { ownerUrl, appRole } = await postgres.createServiceDatabase('billing', BEFORE);
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    await owner.query(`insert into tariff values ('acme', 'DOM', 'electricity', 'KES', 1)`);
    await owner.query(`insert into default_tariff values ('acme', 'electricity', 'DOM')`);

    await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, AddDefaultTariffRevision1764000004000] });

    expect((await owner.query('select code, revision from default_tariff')).rows).toEqual([{ code: 'DOM', revision: 0 }]);
    await owner.end();
  });
});
