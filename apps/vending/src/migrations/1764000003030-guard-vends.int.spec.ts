import { messagingMigrations } from '@openprepay/messaging/migrations';
import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type ServiceDatabase, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CreateVending1764000000000 } from './1764000000000-create-vending.js';
import { CloseIdempotencyKeys1764000003000 } from './1764000003000-close-idempotency-keys.js';
import { ExplainFloats1764000003010 } from './1764000003010-explain-floats.js';
import { EndStuckVends1764000003020 } from './1764000003020-end-stuck-vends.js';
import { GuardVends1764000003030 } from './1764000003030-guard-vends.js';

const before = [...messagingMigrations, CreateVending1764000000000, CloseIdempotencyKeys1764000003000, ExplainFloats1764000003010];

describe('EndStuckVends and GuardVends', () => {
  let postgres: TestPostgres;
  let database: ServiceDatabase;
  let owner: pg.Client;
  let service: pg.Client;

  beforeAll(async () => {
    postgres = await startPostgres();
    database = await postgres.createServiceDatabase('vending', before);
    owner = new pg.Client({ connectionString: database.ownerUrl });
    service = new pg.Client({ connectionString: database.url });
    await owner.connect();
    await service.connect();
    for (const [key, state, settled, receipt, tokens] of [
      ['old', `'completed'`, 'now()', `'1'`, `'[]'`],
      ['new', `'awaiting-token'`, 'null', 'null', 'null'],
    ] as const) {
      await owner.query(
        `insert into vend (utility, vend_id, idempotency_key, sold_by, state, meter_number, meter_pan, key_data, supply_id, commodity,
           currency, tender_minor, payment_method, units_tenths, units_month, tariff_code, tariff_version, lines, fixed_charges_taken,
           debts_taken, accepted_at, token_requested_at, settled_at, receipt_number, tokens)
         values ('acme', gen_random_uuid(), $1, 'till', ${state}, '1', '1', '{}', gen_random_uuid(), 'electricity', 'KES', 1, 'cash', 1,
           '2026-11', 'T', 1, '[]', '[]', '[]', now(), now(), ${settled}, ${receipt}, ${tokens})`,
        [key],
      );
    }
    await owner.query(`insert into receipt_counter values ('acme', 7)`);
    await runMigrations({ ...database, migrations: [...before, EndStuckVends1764000003020, GuardVends1764000003030] });
    await service.query(`set openprepay.utility = 'acme'`);
  });
  afterAll(async () => {
    await service.end();
    await owner.end();
    await postgres.stop();
  });

  it('leave a vend of old as it is: not stuck, and its end to come', async () => {
    const { rows } = await owner.query(`select idempotency_key, stuck_since, cancelled_at from vend order by 1`);
    expect(rows).toEqual([
      { idempotency_key: 'new', stuck_since: null, cancelled_at: null },
      { idempotency_key: 'old', stuck_since: null, cancelled_at: null },
    ]);

    const failed = await service.query(
      `update vend set state = 'failed', failure_code = 'x', settled_at = now() where idempotency_key = 'new' returning 1`,
    );
    expect(failed.rows).toHaveLength(1);
  });

  it.each([
    [`update vend set state = 'awaiting-token', tokens = null, receipt_number = null, settled_at = null`, 'has ended'],
    [`update vend set tokens = '["another"]'`, 'has ended'],
    [`update vend set receipt_number = '2'`, 'has ended'],
    [`update vend set tender_minor = 2`, 'permission denied'],
    [`update vend set vendor_id = gen_random_uuid()`, 'permission denied'],
    [`update vend set sold_by = 'somebody else'`, 'permission denied'],
    ['delete from vend', 'permission denied'],
    ['update receipt_counter set last_number = 6', 'only rise'],
    ['delete from receipt_counter', 'permission denied'],
    ['delete from meter', 'permission denied'],
    ['delete from debt', 'permission denied'],
    ['truncate vend', 'permission denied'],
  ])('keep the service’s own role from %s', async (statement, reason) => {
    const one = statement.startsWith('update vend') ? ` where idempotency_key = 'old'` : '';
    await expect(service.query(statement + one)).rejects.toThrow(reason);
  });

  it('let the meter’s word come after the end, and never take a credit back', async () => {
    const deliver = (state: string) => service.query(`update vend set delivery_state = $1 where idempotency_key = 'old'`, [state]);

    await deliver('rejected');
    await deliver('credited');
    await expect(deliver('rejected')).rejects.toThrow('confirmed the credit');
  });
});
