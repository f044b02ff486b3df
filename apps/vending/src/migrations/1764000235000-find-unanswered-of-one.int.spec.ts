import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres } from '@openprepay/testing/postgres';
import { undoMigration } from '@openprepay/testing/undo-migration';
import pg from 'pg';
import { expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { FindUnansweredOfOne1764000235000 } from './1764000235000-find-unanswered-of-one.js';

const place = vendingMigrations.indexOf(FindUnansweredOfOne1764000235000);
const BEFORE = vendingMigrations.slice(0, place);
const AFTER = vendingMigrations.slice(0, place + 1);

/** A vend, an order and a key change of a utility that wait for their tokens. */
const WAITING = [
  `insert into vend (utility, vend_id, vendor_id, idempotency_key, sold_by, state, meter_number, meter_pan, key_data, supply_id, commodity, currency,
     tender_minor, payment_method, units_tenths, units_month, tariff_code, tariff_version, lines, fixed_charges_taken, debts_taken, accepted_at,
     token_requested_at)
   values ($1, gen_random_uuid(), gen_random_uuid(), 'k', 'till', 'awaiting-token', '07000000021', '600727070000000219', '{}', gen_random_uuid(),
     'electricity', 'KES', 500, 'cash', 500, '2026-11', 'T', 1, '[]', '[]', '[]', now(), now())`,
  `insert into token_order (utility, order_id, idempotency_key, meter_number, meter_pan, commodity, kind, parameters, value, reason, state,
     requested_by_subject, requested_by_username, requested_at, decided_by_subject, decided_by_username, decided_at, key_data, token_requested_at,
     delivery_state)
   values ($1, gen_random_uuid(), 'k', '07000000021', '600727070000000219', 'electricity', 'clear-credit', '{}', 0, 'moved out', 'awaiting-token',
     'eve', 'eve', now(), 'ben', 'ben', now(), '{"keyRevision": 1}', now(), 'none')`,
  `insert into key_change (utility, key_change_id, idempotency_key, meter_number, meter_pan, from_key, to_key, reason, requested_by_subject,
     requested_by_username, requested_at, token_requested_at, state)
   values ($1, gen_random_uuid(), 'k', '07000000021', '600727070000000219', '{}', '{}', 'r', 's', 's', now(), now(), 'awaiting-tokens')`,
];
const INDEXES = ['vend_unanswered', 'token_order_open', 'key_change_unanswered'];

it('finds what waited before by its utility, and back', async () => {
  const postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('vending', BEFORE);
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`set openprepay.utility = '*'`);
  for (const utility of ['acme', 'north']) for (const insert of WAITING) await owner.query(insert, [utility]);
  const indexes = async () => {
    await owner.query('analyze vend, token_order, key_change');
    const { rows } = await owner.query<{ name: string; columns: string; entries: number }>(
      `select relname as name, substring(pg_get_indexdef(oid) from '\\((.*?)\\) WHERE') as columns, reltuples::int as entries
       from pg_class where relname = any($1) order by array_position($1, relname::text)`,
      [INDEXES],
    );
    return rows;
  };
  const each = (columns: string) => INDEXES.map((name) => ({ name, columns, entries: 2 }));
  expect(await indexes()).toEqual(each('token_requested_at'));

  await runMigrations({ ownerUrl, appRole, migrations: AFTER });
  expect(await indexes()).toEqual(each('utility, token_requested_at'));

  await undoMigration(ownerUrl, AFTER);
  expect(await indexes()).toEqual(each('token_requested_at'));
  await owner.end();
  await postgres.stop();
});
