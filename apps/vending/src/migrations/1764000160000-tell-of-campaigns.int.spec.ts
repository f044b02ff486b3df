import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { TellOfCampaigns1764000160000 } from './1764000160000-tell-of-campaigns.js';

const BEFORE = vendingMigrations.slice(0, vendingMigrations.indexOf(TellOfCampaigns1764000160000));

let postgres: TestPostgres;
let owner: pg.Client;
beforeAll(async () => {
  postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('vending', BEFORE);
  owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`set openprepay.utility = '*'`);
  for (const state of ['planned', 'running', 'completed', 'cancelled'])
    await owner.query(
      `insert into campaign (utility, campaign_id, code, name, selection, to_key, channels, state, planned_meters, created_at,
         created_by_subject, created_by_username, started_at, started_by_subject, started_by_username, ended_at)
       values ('acme', gen_random_uuid(), $1, 'Rollover', '{}', '{}', '{vend}', $1, 0, now(), 'eve', 'eve', now(), 'eve', 'eve',
         case when $1 in ('completed', 'cancelled') then now() end)`,
      [state],
    );
  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, TellOfCampaigns1764000160000] });
});
afterAll(async () => {
  await owner.end();
  await postgres.stop();
});

describe('TellOfCampaigns', () => {
  it('has nothing to tell of campaigns that had ended', async () => {
    const { rows } = await owner.query(
      'select c.state, t.told from campaign_told t join campaign c using (utility, campaign_id) order by c.state',
    );

    expect(rows).toEqual([
      { state: 'cancelled', told: { state: 'cancelled' } },
      { state: 'completed', told: { state: 'completed' } },
    ]);
  });
});
