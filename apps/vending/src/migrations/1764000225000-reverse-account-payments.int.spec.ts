import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { ReverseAccountPayments1764000225000 } from './1764000225000-reverse-account-payments.js';

const before = vendingMigrations.slice(0, vendingMigrations.indexOf(ReverseAccountPayments1764000225000));
const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const movement = (position: number, kind: string, amount: number): string =>
  `with moved as (update vendor set float_minor = float_minor + ${amount}, last_movement = ${position} where utility = 'acme' returning float_minor)
   insert into vendor_movement (utility, vendor_id, position, kind, cause_id, amount_minor, balance_minor, moved_at)
   select 'acme', '${id(1)}', ${position}, '${kind}', '${id(9)}', ${amount}, float_minor, now() from moved`;
const reversal = (number: number, changes: Readonly<Record<string, string>> = {}): string => {
  const columns: Record<string, string> = {
    ...{ utility: `'acme'`, reversal_id: `'${id(number)}'`, payment_id: `'${id(9)}'`, reason: `'wrong'`, takes_two: 'false' },
    ...{ state: `'reversed'`, requested_by_subject: `'s'`, requested_by_username: `'u'`, requested_at: 'now()', decided_at: 'now()' },
    ...{ receipt_number: `'${number}'`, ...changes },
  };
  return `insert into account_payment_reversal (${Object.keys(columns).join(', ')}) values (${Object.values(columns).join(', ')})`;
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
  await owner.query(movement(2, 'account-payment', -30));
  await owner.query(movement(3, 'payment-commission', 2));
  await owner.query(
    `insert into account_payment (utility, payment_id, receipt_number, vendor_id, idempotency_key, taken_by, account_number, currency,
       amount_minor, payment_method, debts, paid_at)
     values ('acme', '${id(9)}', '1', '${id(1)}', 'key-1', 'till', 'A', 'KES', 30, 'cash', '[]', now())`,
  );
  await runMigrations({ ownerUrl, appRole, migrations: [...before, ReverseAccountPayments1764000225000] });
});
afterAll(async () => {
  await owner.end();
  await postgres.stop();
});

it('keeps what has moved floats before, and takes what gives a payment back, once', async () => {
  await expect(owner.query(movement(4, 'reversed-payment', -30))).rejects.toThrow(/vendor_movement_sign/);
  await expect(owner.query(movement(4, 'payment-commission-returned', 2))).rejects.toThrow(/vendor_movement_sign/);
  await owner.query(movement(4, 'reversed-payment', 30));
  await owner.query(movement(5, 'payment-commission-returned', -2));
  await expect(owner.query(movement(6, 'reversed-payment', 30))).rejects.toThrow(/vendor_movement_once/);

  expect((await owner.query('select code, amount_minor::int as amount from account_payment')).rows).toEqual([{ code: null, amount: 30 }]);
  const { rows } = await owner.query('select kind, amount_minor::int as amount from vendor_movement order by position');
  expect(rows.map(({ kind, amount }: { kind: string; amount: number }) => [kind, amount])).toEqual([
    ['deposit', 100],
    ['account-payment', -30],
    ['payment-commission', 2],
    ['reversed-payment', 30],
    ['payment-commission-returned', -2],
  ]);
});

it('has one reversal of a payment that was not refused, by two people where it takes two, decided once', async () => {
  await owner.query(reversal(11, { state: `'refused'`, refusal: `'no'`, receipt_number: 'null' }));
  await expect(owner.query(reversal(12, { takes_two: 'true' }))).rejects.toThrow(/two_people/);
  await expect(owner.query(reversal(12, { payment_id: `'${id(8)}'` }))).rejects.toThrow(/account_payment_reversal_payment/);
  await owner.query(reversal(12));
  await expect(owner.query(reversal(13))).rejects.toThrow(/account_payment_reversal_once/);
  await expect(owner.query(`update account_payment_reversal set state = 'refused' where reversal_id = '${id(12)}'`)).rejects.toThrow(
    /not decided on again/,
  );
});
