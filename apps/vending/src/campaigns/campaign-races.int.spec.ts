import { afterAll, beforeAll, expect, it } from 'vitest';
import { campaignsIn } from '../../test/campaigns.js';
import { publishDefault, startVending, type Vending } from '../../test/fixture.js';
import { hold } from '../../test/held.js';
import { WorkOnCampaigns } from './work-on-campaigns.js';

let vending: Vending;
beforeAll(async () => {
  vending = await startVending();
  await publishDefault(vending);
});
afterAll(() => vending.stop());

const { group, started, work, asked, meterIn } = campaignsIn(() => vending);

const GATE = 4_711;
/** Whoever takes the meters of campaigns waits at the gate: its statement has begun, and has taken none. */
const WAITS_AT_GATE = [
  `create function waits_at_gate() returns boolean language plpgsql as $$
   begin
     if current_query() like '%order by try_at%' then perform pg_advisory_xact_lock_shared(${GATE}); end if;
     return true;
   end $$`,
  'create policy waits on campaign_meter as restrictive for select using (waits_at_gate())',
];

it('has few sets owed while the utility sells, so that a sale waits for few, and more when nobody does', async () => {
  const { supplyGroupCode, meters } = await group(150);
  const other = await group(1);
  await vending.sell(other.meters[0]!, 'a-sale-a-moment-ago');
  await started(supplyGroupCode, { channels: ['mqtt'] });

  await work();
  expect(await asked(meters)).toHaveLength(50);
  vending.clock.advance(10_001);
  await work();
  expect(await asked(meters)).toHaveLength(150);
});

it('asks for no set of a meter that is sold to at the same moment, whose token is being made under the old key', async () => {
  const { supplyGroupCode, meters } = await group(1);
  const [meter] = meters;
  const campaignId = await started(supplyGroupCode, { channels: ['mqtt'] });
  await vending.get(WorkOnCampaigns).execute();
  for (const statement of WAITS_AT_GATE) await vending.owner.query(statement);
  const gate = await hold(vending, 'select pg_advisory_xact_lock($1)', [GATE]);

  const worked = vending.get(WorkOnCampaigns).execute();
  await gate.waiting();
  const { vend } = await vending.sell(meter!, `beside-${meter}`);
  await gate.release();
  await worked;

  expect(vend.outcome.state).toBe('awaiting-token');
  expect(await asked(meters)).toEqual([]);
  expect(await meterIn(campaignId, meter!)).toMatchObject({ state: 'waiting' });
});
