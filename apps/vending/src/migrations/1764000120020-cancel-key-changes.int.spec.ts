import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { CancelKeyChanges1764000120020 } from './1764000120020-cancel-key-changes.js';

const BEFORE = vendingMigrations.slice(0, vendingMigrations.indexOf(CancelKeyChanges1764000120020));

let postgres: TestPostgres;
let owner: pg.Client;
beforeAll(async () => {
  postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('vending', BEFORE);
  owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  for (const [meter, state] of [
    ['one', 'awaiting-tokens'],
    ['two', 'issued'],
  ]) {
    await owner.query(
      `insert into key_change (utility, key_change_id, idempotency_key, meter_number, meter_pan, from_key, to_key, reason, requested_by_subject,
         requested_by_username, requested_at, token_requested_at, state, tokens, rollover, sample_tables, issued_at)
       select 'acme', gen_random_uuid(), $1, $1, 'p', '{}', '{}', 'r', 's', 's', now(), now(), $2, set.tokens, false, false,
         case when set.tokens is null then null else now() end
         from (select case when $2 = 'issued' then '[]'::jsonb end as tokens) as set`,
      [meter, state],
    );
  }
  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, CancelKeyChanges1764000120020] });
});
afterAll(async () => {
  await owner.end();
  await postgres.stop();
});

describe('CancelKeyChanges', () => {
  const cancel = (meter: string, reason: string) =>
    owner.query(
      `update key_change set cancelled_by_subject = 'ann', cancelled_by_username = 'ann', cancelled_at = now(), cancel_reason = $2
        where meter_number = $1`,
      [meter, reason],
    );

  it('lets whoever does not want a key change of before any more say so once, and of one that has its set no more', async () => {
    await cancel('one', 'no');

    await expect(cancel('one', 'yes')).rejects.toThrow('has its set, or has ended');
    await expect(cancel('two', 'no')).rejects.toThrow('has its set, or has ended');
    await expect(owner.query(`update key_change set cancel_reason = null where meter_number = 'one'`)).rejects.toThrow('has its set');
  });

  it('leaves one that is cancelled to be answered', async () => {
    await owner.query(`update key_change set state = 'failed', failure_code = 'c', ended_at = now() where meter_number = 'one'`);

    expect((await owner.query('select meter_number, state from key_change order by 1')).rows).toEqual([
      { meter_number: 'one', state: 'failed' },
      { meter_number: 'two', state: 'issued' },
    ]);
  });
});
