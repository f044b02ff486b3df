import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { AskForCommission1764000180020 } from './1764000180020-ask-for-commission.js';

const VENDOR = '019ab000-0000-7000-8000-000000000001';
const BEFORE = vendingMigrations.slice(0, vendingMigrations.indexOf(AskForCommission1764000180020));
const change = (kind: string, columns: string, values: string): string =>
  `insert into vendor_change (utility, change_id, kind, vendor_id, currency, state, requested_by_subject, requested_by_username,
     requested_at, ${columns})
   values ('acme', gen_random_uuid(), '${kind}', '${VENDOR}', 'KES', 'awaiting-approval', 'ann', 'ann', now(), ${values})`;

let postgres: TestPostgres;
let owner: pg.Client;
beforeAll(async () => {
  postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('vending', BEFORE);
  owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`set openprepay.utility = '*'`);
  await owner.query(`insert into vendor (utility, vendor_id, name, currency, float_minor, float_limit_minor, created_at)
    values ('acme', '${VENDOR}', 'shop', 'KES', 0, 0, now())`);
  await owner.query(change('withdrawal', 'amount_minor, idempotency_key', `900, 'key-1'`));
  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, AskForCommission1764000180020] });
});
afterAll(async () => {
  await owner.end();
  await postgres.stop();
});

describe('AskForCommission', () => {
  it('leaves what waits as it was, and keeps what a vendor is to earn beside it', async () => {
    await owner.query(change('commission', 'commission_rules', `'[]'`));

    const { rows } = await owner.query('select kind, amount_minor, commission_rules from vendor_change order by kind');
    expect(rows).toEqual([
      { kind: 'commission', amount_minor: null, commission_rules: [] },
      { kind: 'withdrawal', amount_minor: '900', commission_rules: null },
    ]);
    await expect(owner.query(change('commission', 'amount_minor', '1'))).rejects.toThrow('vendor_change_kind');
    await expect(owner.query(change('withdrawal', 'amount_minor', '1'))).rejects.toThrow('vendor_change_kind');
  });
});
