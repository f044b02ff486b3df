import { CampaignMoved } from '@openprepay/contracts/campaigns';
import { KeyChangeIssued } from '@openprepay/contracts/key-management';
import { whileTaking } from '@openprepay/testing/broken-table';
import { eventually } from '@openprepay/testing/eventually';
import { UTILITY } from '@openprepay/testing/identity';
import { newMeter } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { campaignsIn, NO_METERS } from '../../test/campaigns.js';
import { publishDefault, staff, startVending, type Vending } from '../../test/fixture.js';
import { CreateCampaign } from './create-campaign.js';
import { SumUpCampaigns } from './sum-up-campaigns.js';
import { TellOfCampaigns } from './tell-of-campaigns.js';

let vending: Vending;
beforeAll(async () => {
  vending = await startVending();
  await publishDefault(vending);
});
afterAll(() => vending.stop());

const { group, create, move, started, work, asked, issued, answer } = campaignsIn(() => vending);
const tell = () => vending.get(TellOfCampaigns).execute();
const told = async (campaignId: string) =>
  (await vending.events(CampaignMoved)).map(({ data }) => data).filter((campaign) => campaign.campaignId === campaignId);
const held = async (): Promise<number> =>
  (await vending.owner.query(`select 1 from pg_locks where locktype = 'advisory' and objid = 4711 and not granted`)).rows.length;
const last = async (campaignId: string) => (await told(campaignId)).at(-1);

/** The first to tell from now on of a campaign of this utility is held between what it has read and what it notes, until the lock is free. */
const HOLD_THE_FIRST = `
  create sequence tellings;
  create function hold_the_first() returns trigger language plpgsql security definer as $$
  begin
    if nextval('public.tellings') = 1 then perform pg_advisory_xact_lock(4711); end if;
    return new;
  end $$;
  create trigger hold_the_first before insert on campaign_told for each row when (new.utility = '${UTILITY}') execute function hold_the_first()`;

describe('of a campaign is told', () => {
  it('what its plan is, that it has begun and how far its meters are, each once', async () => {
    const { supplyGroupCode, meters } = await group(3);
    const campaignId = await create(supplyGroupCode);
    await tell();
    expect(await last(campaignId)).toEqual({
      ...{ campaignId, state: 'planned', revision: 1, movedAt: vending.clock.now() },
      counts: { ...NO_METERS, waiting: 3 },
    });

    await move(campaignId, 'start');
    await work();
    await tell();
    await answer(meters);
    for (let time = 0; time < 3; time++) await tell();

    expect((await told(campaignId)).map(({ state, counts, revision }) => [state, counts, revision])).toEqual([
      ['planned', { ...NO_METERS, waiting: 3 }, 1],
      ['running', { ...NO_METERS, waiting: 3 }, 2],
      ['running', { ...NO_METERS, issued: 3 }, 3],
    ]);
  });

  it('by a number that grows with each telling, of each campaign its own', async () => {
    const groups = [await group(1), await group(1)];
    const campaigns = [await started(groups[0]!.supplyGroupCode), await started(groups[1]!.supplyGroupCode)];
    await work();
    await tell();
    await answer(groups[0]!.meters);
    await tell();
    await move(campaigns[1]!, 'pause');
    await move(campaigns[1]!, 'resume');
    await answer(groups[1]!.meters);
    await tell();

    for (const campaignId of campaigns) expect((await told(campaignId)).map(({ revision }) => revision)).toEqual([1, 2]);
  });

  it('once what many meters have done', async () => {
    const { supplyGroupCode, meters } = await group(3);
    const campaignId = await started(supplyGroupCode);
    await work();
    await tell();

    for (const request of await asked(meters)) await vending.deliver(KeyChangeIssued, [issued(request)]);
    await tell();

    expect(await told(campaignId)).toHaveLength(2);
    expect(await last(campaignId)).toMatchObject({ counts: { issued: 3 } });
  });

  it('its end once, and nothing of what comes of its meters after that', async () => {
    const { supplyGroupCode, meters } = await group(1);
    const campaignId = await started(supplyGroupCode);
    await work();
    await move(campaignId, 'cancel', 'the wrong revision');
    await tell();
    await answer(meters);
    await tell();

    expect((await told(campaignId)).map(({ state }) => state)).toEqual(['cancelled']);
  });

  it('nothing where its counts are only summed up, and nothing twice where two processes tell', async () => {
    const { supplyGroupCode } = await group(1);
    const campaignId = await started(supplyGroupCode);
    await work();

    await Promise.all([tell(), tell(), tell()]);
    await vending.get(SumUpCampaigns).execute();
    await tell();

    expect(await told(campaignId)).toHaveLength(1);
  });

  it('of each utility by itself, whatever keeps another’s from being told', async () => {
    const supplyGroupCode = '799999';
    const plan = { code: 'APART', name: 'Apart', select: { supplyGroupCode }, to: { keyRevision: 2 }, channels: ['vend'] } as const;
    const of = async (utility: string): Promise<string> => {
      const { keyData, ...meter } = newMeter();
      await vending.createMeter.execute(staff(utility), { ...meter, keyData: { ...keyData, supplyGroupCode } });
      return (await vending.get(CreateCampaign).execute(staff(utility), plan)).campaign.campaignId;
    };
    const [theirs, ours] = [await of('aaa'), await of('whole')];
    const toldOf = async () => [(await told(theirs)).length, (await told(ours)).length];

    await whileTaking(vending.owner, { table: 'outbox', only: `utility <> 'aaa'` }, tell);
    expect(await toldOf()).toEqual([0, 1]);

    await tell();
    expect(await toldOf()).toEqual([1, 1]);
  });

  it('never how it was before behind how it is, also where one process has looked before another and tells after it', async () => {
    await vending.owner.query(HOLD_THE_FIRST);
    const { supplyGroupCode, meters } = await group(2);
    const campaignId = await started(supplyGroupCode);
    await work();

    await vending.owner.query('select pg_advisory_lock(4711)');
    const slow = tell();
    await eventually(async () => expect(await held()).toBe(1));
    await answer(meters);
    await tell();
    await vending.owner.query('select pg_advisory_unlock(4711)');
    await slow;
    await tell();

    expect((await told(campaignId)).map(({ counts }) => counts)).toEqual([
      { ...NO_METERS, waiting: 2 },
      { ...NO_METERS, issued: 2 },
    ]);
  });
});
