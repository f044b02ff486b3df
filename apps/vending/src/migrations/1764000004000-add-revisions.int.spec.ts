import { messagingMigrations } from '@openprepay/messaging/migrations';
import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CreateVending1764000000000 } from './1764000000000-create-vending.js';
import { AddRevisions1764000004000 } from './1764000004000-add-revisions.js';

const BEFORE = [...messagingMigrations, CreateVending1764000000000];

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startPostgres()));
afterAll(() => postgres.stop());

describe('AddRevisions', () => {
  it('gives meters and default tariffs that are there revision 0, so that whatever has one is newer', async () => {
    const { ownerUrl, appRole } = await postgres.createServiceDatabase('vending', BEFORE);
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    await owner.query(`insert into default_tariff values ('acme', 'electricity', 'DOM', now())`);
    await owner.query(`insert into meter values ('acme', '07000000018', gen_random_uuid(), '600727070000000180', '07', '600100', 2, 1, '01',
      'EA11', 'DKGA04', 2014, 'electricity', null, gen_random_uuid(), now(), now())`);

    await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, AddRevisions1764000004000] });

    const { rows } = await owner.query(`select revision from meter union all select revision from default_tariff`);
    expect(rows).toEqual([{ revision: 0 }, { revision: 0 }]);
    await owner.end();
  });
});
