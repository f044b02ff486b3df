import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { CancelOrders1764000020021 } from './1764000020021-cancel-orders.js';
import { CloseOrders1764000020020 } from './1764000020020-close-orders.js';

const BEFORE = vendingMigrations.slice(0, vendingMigrations.indexOf(CloseOrders1764000020020));

let postgres: TestPostgres;
let owner: pg.Client;
beforeAll(async () => {
  postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('vending', BEFORE);
  owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`set openprepay.utility = '*'`);
  for (const [nth, state, refusal, keyData] of [
    [1, 'refused', 'not needed', null],
    [2, 'awaiting-token', null, '{"keyRevision": 1}'],
  ] as const) {
    await owner.query(
      `insert into token_order (utility, order_id, idempotency_key, meter_number, meter_pan, commodity, kind, parameters, value, reason, state,
         requested_by_subject, requested_by_username, requested_at, decided_by_subject, decided_by_username, decided_at, refusal, key_data,
         token_requested_at, delivery_state)
       values ('acme', ('00000000-0000-4000-8000-00000000000' || $1)::uuid, $1, '07000000017', '600727070000000178', 'electricity', 'clear-credit', '{}',
         0, 'moved out', $2, 'eve', 'eve', now(), 'ben', 'ben', now(), $3, $4, case when $4::jsonb is null then null else now() end, 'none')`,
      [String(nth), state, refusal, keyData],
    );
  }
  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, CloseOrders1764000020020, CancelOrders1764000020021] });
});
afterAll(async () => {
  await owner.end();
  await postgres.stop();
});

describe('CloseOrders and CancelOrders', () => {
  it.each(['refusal', 'decided_by_username', 'reason', 'requested_by_username', 'value = value + 1, reason'])(
    'leaves nobody the %s of an order that was ended before',
    async (column) => {
      await expect(owner.query(`update token_order set ${column} = 'another' where state = 'refused'`)).rejects.toThrow('has ended');
    },
  );

  it('let whoever does not want an order of before any more say so once', async () => {
    const cancel = `update token_order set cancelled_by_subject = 'ann', cancelled_by_username = 'ann', cancelled_at = now(), cancel_reason = 'no'
      where state = 'awaiting-token'`;
    await owner.query(cancel);

    await expect(owner.query(cancel.replace("'no'", "'yes'"))).rejects.toThrow('decided on');
  });

  it('keeps who agreed to an order that is not ended, which ends then, and is told of by its meter', async () => {
    await expect(owner.query(`update token_order set decided_by_username = 'another' where state = 'awaiting-token'`)).rejects.toThrow(
      'decided',
    );

    await owner.query(`update token_order set state = 'completed', tokens = '[]', sample_tables = false, settled_at = now()
      where state = 'awaiting-token'`);
    await owner.query(`update token_order set delivery_state = 'accepted', delivery_at = now() where state = 'completed'`);
    await expect(owner.query(`update token_order set sample_tables = true where state = 'completed'`)).rejects.toThrow('has ended');
  });
});
