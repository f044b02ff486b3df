import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { WithdrawFloats1764000140000 } from './1764000140000-withdraw-floats.js';

const VENDOR = '019ab000-0000-7000-8000-000000000001';
const BEFORE = vendingMigrations.slice(0, vendingMigrations.indexOf(WithdrawFloats1764000140000));

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
  await owner.query(`with moved as (update vendor set float_minor = 500, last_movement = 1)
    insert into vendor_movement values ('acme', '${VENDOR}', 1, 'deposit', gen_random_uuid(), 500, 500, now())`);
  await owner.query(`insert into vendor_policy values ('acme', 7, 8, now(), 'ann')`);
  await owner.query(`insert into vendor_change (utility, change_id, kind, vendor_id, amount_minor, currency, reference, reference_key, state,
      requested_by_subject, requested_by_username, requested_at)
    values ('acme', gen_random_uuid(), 'deposit', '${VENDOR}', 900, 'KES', 'B1', 'b1', 'awaiting-approval', 'ann', 'ann', now())`);
  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, WithdrawFloats1764000140000] });
});
afterAll(async () => {
  await owner.end();
  await postgres.stop();
});

describe('WithdrawFloats', () => {
  it('leaves movements, policies and what waits as they were', async () => {
    expect((await owner.query('select kind, amount_minor from vendor_movement')).rows).toEqual([{ kind: 'deposit', amount_minor: '500' }]);
    expect((await owner.query('select deposit_approval_above_minor, withdrawal_approval_above_minor from vendor_policy')).rows).toEqual([
      { deposit_approval_above_minor: '7', withdrawal_approval_above_minor: null },
    ]);
    expect((await owner.query('select kind, state, idempotency_key from vendor_change')).rows).toEqual([
      { kind: 'deposit', state: 'awaiting-approval', idempotency_key: null },
    ]);
  });

  it('takes a withdrawal from what is there, and none that would add to it', async () => {
    const move = (amount: number) =>
      owner.query(
        `with moved as (update vendor set float_minor = float_minor + $1, last_movement = 2 returning float_minor)
         insert into vendor_movement select 'acme', $2, 2, 'withdrawal', gen_random_uuid(), $1, float_minor, now() from moved`,
        [amount, VENDOR],
      );

    await expect(move(1)).rejects.toThrow('vendor_movement_sign');
    await move(-200);

    expect((await owner.query('select float_minor from vendor')).rows).toEqual([{ float_minor: '300' }]);
  });
});
