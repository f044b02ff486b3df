import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { KeyWhatIsRepeated1764000233010 } from './1764000233010-key-what-is-repeated.js';

const BEFORE = vendingMigrations.slice(0, vendingMigrations.indexOf(KeyWhatIsRepeated1764000233010));

it('leaves each key change its key, which makes one still, and lets there be many without', async () => {
  const postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('vending', BEFORE);
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  const add = (meter: string, key: string | null) =>
    owner.query(
      `insert into key_change (utility, key_change_id, idempotency_key, meter_number, meter_pan, from_key, to_key, reason, requested_by_subject,
         requested_by_username, requested_at, token_requested_at, state)
       values ('acme', gen_random_uuid(), $2, $1, 'p', '{}', '{}', 'r', 's', 's', now(), now(), 'awaiting-tokens')`,
      [meter, key],
    );
  await add('one', 'K');

  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, KeyWhatIsRepeated1764000233010] });

  await expect(add('two', 'K')).rejects.toMatchObject({ constraint: 'key_change_key' });
  for (const meter of ['three', 'four']) await add(meter, null);
  expect((await owner.query('select idempotency_key as key from key_change order by meter_number')).rows).toEqual([
    { key: null },
    { key: 'K' },
    { key: null },
  ]);
  await owner.end();
  await postgres.stop();
});
