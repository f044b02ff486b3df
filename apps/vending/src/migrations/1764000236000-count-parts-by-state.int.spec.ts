import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres } from '@openprepay/testing/postgres';
import { undoMigration } from '@openprepay/testing/undo-migration';
import pg from 'pg';
import { expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { CountPartsByState1764000236000 } from './1764000236000-count-parts-by-state.js';

const place = vendingMigrations.indexOf(CountPartsByState1764000236000);
const BEFORE = vendingMigrations.slice(0, place);
const AFTER = vendingMigrations.slice(0, place + 1);
const CAMPAIGN = '01980000-0000-7000-8000-00000000c000';

it('finds the meters that were in campaigns before, by part and by state, and back', async () => {
  const postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('vending', BEFORE);
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`select set_config('openprepay.utility', 'acme', false)`);
  await owner.query(
    `insert into campaign_meter (utility, campaign_id, meter_number, network_node, state, try_at, changed_at)
     select 'acme', $1, n::text, case when n > 2 then 'T-1' end, case when n > 3 then 'confirmed' else 'waiting' end, now(), now()
       from generate_series(1, 6) n`,
    [CAMPAIGN],
  );
  const byIndex = async () => {
    await owner.query('set enable_seqscan = off');
    const { rows } = await owner.query<{ state: string; count: number }>(
      `select state, count(*)::int as count from campaign_meter where utility = 'acme' and campaign_id = $1 and network_node = 'T-1' group by state order by state`,
      [CAMPAIGN],
    );
    return rows.map(({ state, count }) => [state, count]);
  };
  const index = async () =>
    (await owner.query<{ indexdef: string }>(`select indexdef from pg_indexes where indexname like 'campaign_meter_part%'`)).rows.map(
      ({ indexdef }) => /\((.*?)\)/.exec(indexdef)?.[1],
    );

  await runMigrations({ ownerUrl, appRole, migrations: AFTER });

  expect(await index()).toEqual(['utility, campaign_id, network_node, state']);
  expect(await byIndex()).toEqual([
    ['confirmed', 3],
    ['waiting', 1],
  ]);

  await undoMigration(ownerUrl, AFTER);
  expect(await index()).toEqual(['utility, campaign_id, network_node, meter_number']);
  expect(await byIndex()).toEqual([
    ['confirmed', 3],
    ['waiting', 1],
  ]);
  await owner.end();
  await postgres.stop();
});
