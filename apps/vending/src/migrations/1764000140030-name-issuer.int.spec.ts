import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { NameIssuer1764000140030 } from './1764000140030-name-issuer.js';

const BEFORE = vendingMigrations.slice(0, vendingMigrations.indexOf(NameIssuer1764000140030));

let postgres: TestPostgres;
let owner: pg.Client;
beforeAll(async () => {
  postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('vending', BEFORE);
  owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`set openprepay.utility = '*'`);
  await owner.query(`insert into receipt_counter values ('acme', 7)`);
  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, NameIssuer1764000140030] });
});
afterAll(async () => {
  await owner.end();
  await postgres.stop();
});

describe('NameIssuer', () => {
  it('leaves receipts of before without a name, and keeps what is said of them from then on', async () => {
    expect((await owner.query('select last_number from receipt_counter')).rows).toEqual([{ last_number: '7' }]);
    expect((await owner.query('select * from receipt_issuer')).rows).toEqual([]);
    await owner.query(`insert into receipt_issuer values ('acme', 1, 'Lake Power', 'P1', 'ann', 'ann', now())`);

    await expect(owner.query(`update receipt_issuer set tax_number = 'P2'`)).rejects.toThrow('only grows');
  });
});
