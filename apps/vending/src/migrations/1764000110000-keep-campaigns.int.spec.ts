import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { KeepCampaigns1764000110000 } from './1764000110000-keep-campaigns.js';

const BEFORE = vendingMigrations.slice(0, vendingMigrations.indexOf(KeepCampaigns1764000110000));
const CAMPAIGN = '00000000-0000-4000-8000-0000000000c0';
const BEFORE_ALL = '00000000-0000-4000-8000-000000000001';
const AFTERWARDS = '00000000-0000-4000-8000-000000000002';

let postgres: TestPostgres;
let owner: pg.Client;

const change = (id: string, meterNumber: string) =>
  owner.query(
    `insert into key_change (utility, key_change_id, idempotency_key, meter_number, meter_pan, from_key, to_key, reason,
       requested_by_subject, requested_by_username, requested_at, token_requested_at, state)
     values ('acme', $1::uuid, $1::text, $2, '600727070000000219', '{}', '{}', 'x', 'eve', 'eve', now(), now(), 'awaiting-tokens')`,
    [id, meterNumber],
  );
const issue = (id: string) =>
  owner.query(`update key_change set state = 'issued', tokens = '[]', issued_at = '2026-11-10T08:00:00Z' where key_change_id = $1`, [id]);
const tallies = async () =>
  (
    await owner.query<{ state: string; change: string }>(
      `select state, sum(change) as change from campaign_tally group by state having sum(change) <> 0 order by state`,
    )
  ).rows;

beforeAll(async () => {
  postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('vending', BEFORE);
  owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`set openprepay.utility = '*'`);
  await change(BEFORE_ALL, '07000000021');
  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, KeepCampaigns1764000110000] });
  await owner.query(
    `insert into campaign (utility, campaign_id, code, name, selection, to_key, channels, state, planned_meters, created_at,
       created_by_subject, created_by_username)
     values ('acme', $1, 'C-1', 'C-1', '{}', '{}', '{vend}', 'planned', 0, now(), 'eve', 'eve')`,
    [CAMPAIGN],
  );
});
afterAll(async () => {
  await owner.end();
  await postgres.stop();
});

describe('KeepCampaigns', () => {
  it('leaves the key changes of before as they are: their sets are sent to meters, and no campaign has them', async () => {
    await issue(BEFORE_ALL);

    expect((await owner.query('select state, by_hand from key_change')).rows).toEqual([{ state: 'issued', by_hand: false }]);
    expect(await tallies()).toEqual([]);
  });

  it('has a campaign’s meter follow its key change, and counts it', async () => {
    await change(AFTERWARDS, '07000000039');
    await owner.query(
      `insert into campaign_meter (utility, campaign_id, meter_number, state, key_change_id, try_at, changed_at)
       values ('acme', $1, '07000000039', 'waiting', $2, now(), now()), ('acme', $1, '07000000047', 'waiting', null, now(), now())`,
      [CAMPAIGN, AFTERWARDS],
    );
    expect(await tallies()).toEqual([{ state: 'waiting', change: '2' }]);

    await issue(AFTERWARDS);

    expect(await tallies()).toEqual([
      { state: 'issued', change: '1' },
      { state: 'waiting', change: '1' },
    ]);
    const { rows } = await owner.query('select state, changed_at as at from campaign_meter where key_change_id = $1', [AFTERWARDS]);
    expect(rows).toEqual([{ state: 'issued', at: new Date('2026-11-10T08:00:00Z') }]);
  });

  it('is undone whole', async () => {
    const [migration] = [new KeepCampaigns1764000110000()];
    await migration.down({ query: (text: string) => owner.query(text) } as never);

    expect((await owner.query(`select from pg_class where relname like 'campaign%'`)).rowCount).toBe(0);
    expect((await owner.query(`select from pg_proc where proname like '%campaign%' or proname = 'follow_key_changes'`)).rowCount).toBe(0);
  });
});
