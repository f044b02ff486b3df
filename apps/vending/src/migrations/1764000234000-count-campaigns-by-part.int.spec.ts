import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres } from '@openprepay/testing/postgres';
import { undoMigration } from '@openprepay/testing/undo-migration';
import pg from 'pg';
import { expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { CountCampaignsByPart1764000234000 } from './1764000234000-count-campaigns-by-part.js';

const place = vendingMigrations.indexOf(CountCampaignsByPart1764000234000);
const BEFORE = vendingMigrations.slice(0, place);
const AFTER = vendingMigrations.slice(0, place + 1);
const CAMPAIGN = '01980000-0000-7000-8000-00000000c000';

it('has the meters that were in campaigns before by their part of the network, but for those on none, and back', async () => {
  const postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('vending', BEFORE);
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`select set_config('openprepay.utility', 'acme', false)`);
  await owner.query(
    `insert into campaign_meter (utility, campaign_id, meter_number, network_node, state, try_at, changed_at)
     select 'acme', $1, n::text, case when n > 2 then 'T-1' end, 'waiting', now(), now() from generate_series(1, 6) n`,
    [CAMPAIGN],
  );
  const meters = async () =>
    (
      await owner.query<{ part: string | null; count: number }>(
        `select network_node as part, count(*)::int as count from campaign_meter where utility = 'acme' and campaign_id = $1 group by 1 order by 1`,
        [CAMPAIGN],
      )
    ).rows;
  const entries = async () => {
    await owner.query('analyze campaign_meter');
    return (await owner.query(`select reltuples::int as entries from pg_class where relname = 'campaign_meter_part'`)).rows;
  };
  const before = await meters();

  await runMigrations({ ownerUrl, appRole, migrations: AFTER });

  expect(before).toEqual([
    { part: 'T-1', count: 4 },
    { part: null, count: 2 },
  ]);
  expect([await meters(), await entries()]).toEqual([before, [{ entries: 4 }]]);

  await undoMigration(ownerUrl, AFTER);
  expect([await meters(), await entries()]).toEqual([before, []]);
  await owner.end();
  await postgres.stop();
});
