import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { ReprintPayments1764000221010 } from './1764000221010-reprint-payments.js';

const BEFORE = vendingMigrations.slice(0, vendingMigrations.indexOf(ReprintPayments1764000221010));
const [VENDOR, PAYMENT] = [1, 2].map((nth) => `0198a1a5-0000-7000-8000-00000000000${nth}`);

let postgres: TestPostgres;
let owner: pg.Client;
beforeAll(async () => {
  postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('vending', BEFORE);
  owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`set openprepay.utility = '*'`);
  await owner.query(`insert into vendor (utility, vendor_id, name, currency, float_minor, float_limit_minor, created_at)
    values ('acme', '${VENDOR}', 'Shop', 'KES', 0, 0, now())`);
  await owner.query(`insert into account_payment (utility, payment_id, receipt_number, vendor_id, idempotency_key, taken_by,
      account_number, currency, amount_minor, payment_method, debts, paid_at)
    values ('acme', '${PAYMENT}', '0000000001', '${VENDOR}', 'key-1', 'vera', 'ACC-1', 'KES', 100, 'cash', '[]', now())`);
  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, ReprintPayments1764000221010] });
});
afterAll(async () => {
  await owner.end();
  await postgres.stop();
});

const copy = (nth: number): Promise<unknown> =>
  owner.query(`insert into account_payment_reprint values ('acme', '${PAYMENT}', $1, 'vera', now())`, [nth]);

describe('ReprintPayments', () => {
  it('counts copies of a payment that was there before, each once and for good', async () => {
    await copy(1);

    await expect(copy(1)).rejects.toThrow('account_payment_reprint_pk');
    await expect(owner.query('delete from account_payment_reprint')).rejects.toThrow('account_payment_reprint');
    const { rows } = await owner.query(
      'select receipt_number, copy from account_payment join account_payment_reprint using (utility, payment_id)',
    );
    expect(rows).toEqual([{ receipt_number: '0000000001', copy: 1 }]);
  });
});
