import { messagingMigrations } from '@openprepay/messaging/migrations';
import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TakeImports1764000050020 } from './1764000050020-take-imports.js';
import { RememberCurrency1764000050031 } from './1764000050031-remember-currency.js';

const BEFORE = [...messagingMigrations, TakeImports1764000050020];

let postgres: TestPostgres;
let owner: pg.Client;
beforeAll(async () => {
  postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('vending', BEFORE);
  owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`set openprepay.utility = '*'`);
  await owner.query(`insert into import_run (utility, import_id, kind, state, columns, bytes, position, skipping, lines, accepted, refused,
      created_at, created_by, changed_at)
    values ('acme', '00000000-0000-4000-8000-000000000001', 'meters', 'waiting', '{meterNumber}', 10, 5, false, 1, 0, 0, now(), 'op', now())`);
  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, RememberCurrency1764000050031] });
});
afterAll(async () => {
  await owner.end();
  await postgres.stop();
});

describe('RememberCurrency', () => {
  it('leaves a file that is waiting where it was, in no currency', async () => {
    const { rows } = await owner.query('select state, position, currency from import_run');

    expect(rows).toEqual([{ state: 'waiting', position: '5', currency: null }]);
  });

  it('keeps what was refused as it was said', async () => {
    await owner.query(
      `insert into import_refusal select utility, import_id, 2, 0, 'meterNumber', 'code', 'message', 'value' from import_run`,
    );

    await expect(owner.query(`delete from import_refusal`)).rejects.toThrow(/only grows/);
  });
});
