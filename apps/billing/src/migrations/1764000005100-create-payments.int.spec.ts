import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { billingMigrations } from '../migrations.js';
import { CreatePayments1764000005100 } from './1764000005100-create-payments.js';

const BEFORE = billingMigrations.slice(0, billingMigrations.indexOf(CreatePayments1764000005100));

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startPostgres()));
afterAll(() => postgres.stop());

describe('CreatePayments', () => {
  it('gives accounts that are there no credit, and leaves their debts as they are', async () => {
    const { ownerUrl, appRole } = await postgres.createServiceDatabase('paying', BEFORE);
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    await owner.query(`insert into account values ('acme', 'A-1', 'Ann', null, 'KES', 3, 3, now())`);
    await owner.query(
      `insert into debt (id, utility, account_number, code, position, currency, charged_minor, recovered_minor, recovery_share, incurred_at)
       values (gen_random_uuid(), 'acme', 'A-1', 'loan', 1, 'KES', 100, 40, '20', now())`,
    );

    await runMigrations({ ownerUrl, appRole, migrations: billingMigrations });

    const { rows } = await owner.query(
      'select credit_minor, settled_elsewhere_minor, recovered_minor from account join debt using (utility, account_number)',
    );
    expect(rows).toEqual([{ credit_minor: '0', settled_elsewhere_minor: '0', recovered_minor: '40' }]);
    await owner.end();
  });
});
