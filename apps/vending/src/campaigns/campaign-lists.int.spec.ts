import type { CampaignMeterState } from '@openprepay/contracts/http/campaigns';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import { UTILITY } from '@openprepay/testing/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { campaignsIn, NO_METERS } from '../../test/campaigns.js';
import { publishDefault, startVending, type Vending } from '../../test/fixture.js';
import { passedOver, planOf, rowsOf } from '../../test/plans.js';
import { CampaignMeterRepository } from '../campaign-meters/campaign-meter.repository.js';
import { CampaignListRepository } from './campaign-list.repository.js';
import { CampaignRepository } from './campaign.repository.js';
import { CampaignSelectionRepository } from './campaign-selection.repository.js';
import { CampaignTellingsRepository } from './campaign-tellings.repository.js';

/** Its meters wait, are asked for, have their sets or were refused, a quarter each. */
const BUSY = '01980000-0000-7000-8000-00000000b000';
/** All of its meters have their new key. */
const DONE = '01980000-0000-7000-8000-00000000d000';
const METERS = 10_000;
const BUSY_METERS = 5_000;
const DONE_METERS = 6_000;
/** Twenty meters of it are in each state but the one that ends it. */
let running: string;
const SMALL_GROUP = '799999';
/** A part of the network, and one below it, with a meter each among the last of all. */
const FEEDER = 'FEEDER';
const POLE = 'POLE';
const PAGE = 2_000;
const LIMIT = 20;
/** Rows that a statement may look at and leave out: a page, not the table. */
const MAX_PASSED_OVER = 100;
const LARGE = ['campaign', 'campaign_meter', 'campaign_tally', 'campaign_told', 'key_change', 'meter'];

let vending: Vending;
let at: Date;
const { group, started, work, answer } = campaignsIn(() => vending);
beforeAll(async () => {
  vending = await startVending();
  await publishDefault(vending);
  const { supplyGroupCode, meters } = await group(1);
  running = await started(supplyGroupCode);
  await work();
  await answer(meters);
  at = vending.clock.now();
  const tables = ['meter', 'key_change', 'campaign_meter', 'campaign'];
  for (const table of tables) await vending.owner.query(`alter table ${table} disable trigger user`);
  const stored = await vending.owner.query<{ columns: string }>(STORED_OF_METERS);
  await vending.owner.query(manyMeters(stored.rows[0]!.columns), [meters[0], SMALL_GROUP]);
  await vending.owner.query(MANY_CAMPAIGNS, [running, BUSY, DONE]);
  await vending.owner.query(NODES);
  await vending.owner.query(MANY_CHANGES);
  await vending.owner.query(MANY_CAMPAIGN_METERS, [running, BUSY, DONE]);
  await vending.owner.query(MANY_TALLIES, [BUSY]);
  for (const table of tables) await vending.owner.query(`alter table ${table} enable trigger user`);
  await vending.owner.query(`analyze ${LARGE.join(', ')}`);
});
afterAll(() => vending.stop());

const number = (n: number | string): string => `'bulk-' || lpad((${n})::text, 6, '0')`;
const changeOf = (n: number | string): string => `md5('change ' || ${n})::uuid`;
const meterNumber = (n: number): string => `bulk-${String(n).padStart(6, '0')}`;

const NODE = `case n when ${METERS - 10} then '${FEEDER}' when ${METERS - 5} then '${POLE}' end`;

/** Columns that are not reckoned from others. */
const STORED_OF_METERS = `
  select string_agg(quote_ident(column_name), ', ') as columns from information_schema.columns
   where table_schema = current_schema() and table_name = 'meter' and is_generated = 'NEVER'`;
const manyMeters = (columns: string): string => `
  insert into meter (${columns}) select ${columns.replaceAll(/\w+/g, 'made.$&')} from meter m,
  generate_series(1, ${METERS}) n, jsonb_populate_record(m, jsonb_build_object(
    'meter_number', ${number('n')}, 'meter_pan', ${number('n')}, 'meter_id', gen_random_uuid(), 'supply_id', gen_random_uuid(),
    'key_revision', 1, 'supply_group_code', case when n % 500 = 1 then $2::text else m.supply_group_code end,
    'network_node', ${NODE})) made
  where m.meter_number = $1`;

const NODES = `
  insert into network_node (utility, code, kind, parent, created_at, changed_at)
  values ('${UTILITY}', '${FEEDER}', 'feeder', null, now(), now()), ('${UTILITY}', '${POLE}', 'pole', '${FEEDER}', now(), now())`;

/** What runs is a campaign, and two more, and two thousand that have ended. */
const MANY_CAMPAIGNS = `
  insert into campaign select made.* from campaign c, generate_series(1, 2000) n, jsonb_populate_record(c, jsonb_build_object(
    'campaign_id', case n when 1 then $2::uuid when 2 then $3::uuid else md5('campaign ' || n)::uuid end, 'code', 'bulk-' || n,
    'state', case when n < 3 then 'running' else 'completed' end, 'ended_at', case when n < 3 then null else c.started_at end)) made
  where c.campaign_id = $1`;

/** How far each meter is, by its place. */
const STATE = `
  case when n <= ${BUSY_METERS} then (array['waiting', 'waiting', 'issued', 'refused'])[n % 4 + 1]
       when n <= ${DONE_METERS} then 'confirmed'
       else coalesce((array['waiting', 'waiting', 'issued', 'delivered', 'refused', 'exempt'])[n % 200], 'confirmed') end`;
const IS_DUE = `(n <= ${BUSY_METERS} and n % 4 = 0 or n > ${DONE_METERS} and n % 200 = 1)`;

const MANY_CHANGES = `
  insert into key_change select made.* from key_change k, generate_series(1, ${METERS}) n
    cross join lateral (select case ${STATE} when 'waiting' then 'awaiting-tokens' when 'issued' then 'issued' when 'delivered' then 'issued'
      when 'confirmed' then 'confirmed' end as state) is_now,
    jsonb_populate_record(k, jsonb_build_object(
      'key_change_id', ${changeOf('n')}, 'idempotency_key', 'bulk-' || n, 'meter_number', ${number('n')}, 'meter_pan', ${number('n')},
      'state', is_now.state, 'ended_at', case is_now.state when 'confirmed' then k.issued_at end,
      'tokens', case when is_now.state <> 'awaiting-tokens' then k.tokens end,
      'issued_at', case when is_now.state <> 'awaiting-tokens' then k.issued_at end)) made
  where is_now.state is not null and not ${IS_DUE}`;

const MANY_CAMPAIGN_METERS = `
  insert into campaign_meter (utility, campaign_id, meter_number, network_node, state, key_change_id, try_at, delivered_at, delivered_through,
    refusal_code, refusal_reason, exempt_reason, changed_at)
  select m.utility, case when n <= ${BUSY_METERS} then $2::uuid when n <= ${DONE_METERS} then $3::uuid else m.campaign_id end, ${number('n')},
    ${NODE}, is_now.state, case when is_now.state not in ('refused', 'exempt') and not ${IS_DUE} then ${changeOf('n')} end, m.try_at,
    case is_now.state when 'delivered' then m.changed_at end, case is_now.state when 'delivered' then 'mqtt' end, case is_now.state when 'refused' then 'none' end,
    case is_now.state when 'refused' then 'none' end, case is_now.state when 'exempt' then 'none' end, m.changed_at
  from campaign_meter m, generate_series(1, ${METERS}) n cross join lateral (select ${STATE} as state) is_now
  where m.campaign_id = $1 order by n`;

const MANY_TALLIES = `
  insert into campaign_tally (utility, campaign_id, day, state, change)
  select '${UTILITY}', $1::uuid, date '2026-11-10', 'issued', 1 from generate_series(1, ${BUSY_METERS})`;

/** As `LARGE` tables are found by whole, and rows that are left out. */
async function looksOf(work: (tx: Tx) => Promise<unknown>, utility = UTILITY) {
  const plan = await planOf(vending, { asked: /campaign|key_change|meter/i, utility, work: () => vending.run(work, utility) });
  return {
    whole: plan.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => node['Relation Name']),
    passedOver: passedOver(plan),
  };
}
async function expectByIndex(work: (tx: Tx) => Promise<unknown>, utility?: string): Promise<void> {
  const { whole, passedOver: left } = await looksOf(work, utility);
  expect(whole.filter((table) => LARGE.includes(table!))).toEqual([]);
  expect(left).toBeLessThanOrEqual(MAX_PASSED_OVER);
}

const lists = () => vending.get(CampaignListRepository);
const selection = () => vending.get(CampaignSelectionRepository);
const meters = () => vending.get(CampaignMeterRepository);
const campaigns = () => vending.get(CampaignRepository);

describe('of campaigns with ten thousand meters', () => {
  it.each<CampaignMeterState | undefined>([undefined, 'waiting', 'issued', 'delivered', 'confirmed', 'refused', 'exempt'])(
    'the meters of one are found by an index, by their state: %s',
    async (state) => {
      for (const campaignId of [running, BUSY, DONE]) {
        await expectByIndex((tx) => lists().list(tx, campaignId, { state, after: undefined, limit: LIMIT }));
        await expectByIndex((tx) => lists().list(tx, campaignId, { state, after: meterNumber(METERS - 3), limit: LIMIT }));
      }
    },
  );

  it('the parts of the network on which there are any are found by an index, and the meters of each', async () => {
    const first = { after: undefined, limit: 1 };
    const counts = { ...NO_METERS, confirmed: 1 };
    for (const campaignId of [running, BUSY, DONE]) await expectByIndex((tx) => lists().parts(tx, campaignId, { ...first, limit: LIMIT }));
    await expectByIndex((tx) => lists().parts(tx, running, { after: FEEDER, limit: LIMIT }));

    expect(await vending.run((tx) => lists().parts(tx, running, first))).toEqual([{ networkNode: FEEDER, counts }]);
    expect(await vending.run((tx) => lists().parts(tx, running, { ...first, after: FEEDER }))).toEqual([{ networkNode: POLE, counts }]);
    expect(await vending.run((tx) => lists().parts(tx, running, { ...first, after: POLE }))).toEqual([]);
  });

  it('pages of the evidence are found by an index, and one meter is', async () => {
    await expectByIndex((tx) => lists().list(tx, running, { after: undefined, limit: PAGE }));
    await expectByIndex((tx) => lists().list(tx, running, { after: meterNumber(9_000), limit: PAGE }));
    await expectByIndex((tx) => lists().list(tx, running, { meterNumber: meterNumber(9_000), after: undefined, limit: 1 }));
  });

  it.each([
    ['next to issue, and what stands in their way', (tx, id) => selection().due(tx, id, { at, limit: 250 })],
    ['asked for and not answered', (tx, id) => selection().unanswered(tx, id, 500)],
    ['open still', (tx, id) => selection().isOpen(tx, id)],
    ['counted by state and day', (tx, id) => campaigns().tallies(tx, [id])],
  ] satisfies [string, (tx: Tx, campaignId: string) => Promise<unknown>][])(
    'those are found by an index that are %s',
    async (_what, find) => {
      for (const campaignId of [running, DONE]) await expectByIndex((tx) => find(tx, campaignId));
    },
  );

  it('what stands in the way of many at once is looked for meter by meter, and not among all that is open', async () => {
    const many = 250;
    const plan = await planOf(vending, {
      asked: /as "setSize"/,
      utility: UTILITY,
      work: () => vending.run((tx) => selection().due(tx, BUSY, { at, limit: many })),
    });
    expect(rowsOf(plan, 'key_change')).toBeLessThanOrEqual(many);
  });

  it('those of whatever key changes that were answered of late are found by an index', async () => {
    await expectByIndex((tx) => selection().answered(tx, { since: at, limit: 1_667 }));
  });

  it('the campaign of a meter that is sold to is found by an index', async () => {
    for (const n of [4, 401, 6_001, 9_000]) await expectByIndex((tx) => meters().wantedFor(tx, meterNumber(n), at));
  });

  it('meters whose turn has come, and whose sets were handed over or refused, are found by an index', async () => {
    const outcomes = [{ verdict: 'later' as const, afterMs: 1_000, meterNumber: meterNumber(6_001) }];
    await expectByIndex((tx) => meters().settle(tx, running, { outcomes, at }));
    const ids = await vending.owner.query<{ id: string }>(
      `select key_change_id as id from campaign_meter where campaign_id = $1 and state = 'issued' limit 20`,
      [running],
    );
    const changes = ids.rows.map(({ id }) => id);
    await expectByIndex((tx) => meters().deliver(tx, changes, { at, through: 'mqtt' }));
    await expectByIndex((tx) =>
      meters().reject(
        tx,
        changes.map((keyChangeId) => ({ keyChangeId, code: 'expired' })),
        at,
      ),
    );
  });

  it('the meters that one is for are counted, and added, by an index', async () => {
    const campaign = await vending.run((tx) => campaigns().require(tx, running));
    const next = { at, limit: 10 };
    for (const select of [{ supplyGroupCode: SMALL_GROUP }, { meterNumbers: [meterNumber(1), meterNumber(17)] }]) {
      await expectByIndex((tx) => selection().count(tx, { ...campaign, select }, at));
      await expectByIndex((tx) => selection().addNext(tx, { ...campaign, select }, next));
    }
  });

  it('the meters of a part of the network are counted, and added, by an index, whatever few there are of it among all', async () => {
    const campaign = await vending.run((tx) => campaigns().require(tx, running));
    const select = { networkNode: FEEDER };
    expect(await vending.run((tx) => selection().count(tx, { ...campaign, select }, at))).toBe(2);
    await expectByIndex((tx) => selection().count(tx, { ...campaign, select }, at));
    // twenty times as many are looked through before
    await expectByIndex((tx) => selection().addNext(tx, { ...campaign, select }, { at, limit: 4 }));
  });

  it('those that there is something to tell of are found by an index, however many have ended and were told of', async () => {
    const tellings = vending.get(CampaignTellingsRepository);
    const takeMoved = (tx: Tx) => tellings.takeMoved(tx);
    while ((await vending.run(takeMoved)).length > 0);
    await vending.owner.query('analyze campaign, campaign_told');
    // what is counted of those that run may well be all that is counted
    const { whole } = await looksOf(takeMoved);
    expect(whole).not.toContain('campaign');
    expect(whole).not.toContain('campaign_told');
    await expectByIndex((tx) => tellings.utilities(tx), ALL_UTILITIES);
  });

  it('campaigns are found by an index, of any state, and those that run', async () => {
    for (const state of [undefined, 'running', 'planned', 'completed'] as const)
      await expectByIndex((tx) => campaigns().list(tx, { state, before: undefined, limit: LIMIT }));
    await expectByIndex((tx) => campaigns().running(tx), ALL_UTILITIES);
  });
});
