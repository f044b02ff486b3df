import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { PayAccounts1764000190010 } from './1764000190010-pay-accounts.js';

const before = vendingMigrations.slice(0, vendingMigrations.indexOf(PayAccounts1764000190010));
const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const movement = (position: number, kind: string, amount: number): string =>
  `with moved as (update vendor set float_minor = float_minor + ${amount}, last_movement = ${position} where utility = 'acme' returning float_minor)
   insert into vendor_movement (utility, vendor_id, position, kind, cause_id, amount_minor, balance_minor, moved_at)
   select 'acme', '${id(1)}', ${position}, '${kind}', '${id(9)}', ${amount}, float_minor, now() from moved`;
const payment = (number: number, changes: Readonly<Record<string, string>> = {}): string => {
  const columns: Record<string, string> = {
    ...{ utility: `'acme'`, payment_id: `'${id(number)}'`, receipt_number: `'${number}'`, vendor_id: `'${id(1)}'`, taken_by: `'till'` },
    ...{ idempotency_key: `'key-${number}'`, account_number: `'A'`, currency: `'KES'`, amount_minor: '5', payment_method: `'cash'` },
    ...{ debts: `'[]'`, paid_at: 'now()' },
    ...changes,
  };
  return `insert into account_payment (${Object.keys(columns).join(', ')}) values (${Object.values(columns).join(', ')})`;
};

let postgres: TestPostgres;
let owner: pg.Client;
beforeAll(async () => {
  postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('vending', before);
  owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`set openprepay.utility = '*'`);
  await owner.query(
    `insert into vendor (utility, vendor_id, name, currency, float_minor, float_limit_minor, created_at)
     values ('acme', '${id(1)}', 'Shop', 'KES', 0, 0, now())`,
  );
  await owner.query(movement(1, 'deposit', 100));
  await owner.query(movement(2, 'vend', -30));
  await runMigrations({ ownerUrl, appRole, migrations: [...before, PayAccounts1764000190010] });
});
afterAll(async () => {
  await owner.end();
  await postgres.stop();
});

it('keeps what has moved floats before, and takes what pays debts as money that goes out', async () => {
  await owner.query(movement(3, 'account-payment', -5));
  await owner.query(movement(4, 'payment-commission', 1));
  await expect(owner.query(movement(5, 'account-payment', 5))).rejects.toThrow(/vendor_movement_sign/);

  const { rows } = await owner.query('select kind, amount_minor::int as amount from vendor_movement order by position');
  expect(rows.map(({ kind, amount }: { kind: string; amount: number }) => [kind, amount])).toEqual([
    ['deposit', 100],
    ['vend', -30],
    ['account-payment', -5],
    ['payment-commission', 1],
  ]);
});

it('has each payment once: by its key, by its receipt, and for good', async () => {
  await owner.query(payment(1));

  await expect(owner.query(payment(2, { idempotency_key: `'key-1'` }))).rejects.toThrow(/account_payment_key/);
  await expect(owner.query(payment(2, { receipt_number: `'1'` }))).rejects.toThrow(/account_payment_receipt/);
  await expect(owner.query(payment(2, { amount_minor: '0' }))).rejects.toThrow(/amount_minor/);
  await expect(owner.query('update account_payment set amount_minor = 6')).rejects.toThrow(/only grows/);
});
