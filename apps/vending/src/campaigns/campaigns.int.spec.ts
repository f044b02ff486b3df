import { KeyChangeIssued } from '@openprepay/contracts/key-management';
import { UTILITY } from '@openprepay/testing/identity';
import { newMeterNumber } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { campaignsIn, NO_METERS } from '../../test/campaigns.js';
import { issuedFor, publishDefault, staff, startVending, type Vending } from '../../test/fixture.js';
import { EndKeyChange } from '../key-changes/end-key-change.js';
import { AddCampaignMeters } from './add-campaign-meters.js';
import { ExemptMeter } from './exempt-meter.js';
import { ExportEvidence } from './export-evidence.js';
import { FindCampaign } from './find-campaign.js';
import { SumUpCampaigns } from './sum-up-campaigns.js';
import { WorkOnCampaigns } from './work-on-campaigns.js';

let vending: Vending;
beforeAll(async () => {
  vending = await startVending();
  await publishDefault(vending);
});
afterAll(() => vending.stop());

const { group, meterOf, create, move, started, work, counts, stateOf, metersOf, meterIn, asked, issued, answer, refuse } = campaignsIn(
  () => vending,
);

describe('a campaign', () => {
  it('is for the meters that there are when it starts and that have another key, and asks for their sets once', async () => {
    const { supplyGroupCode, meters } = await group(3);
    const has = await meterOf(supplyGroupCode);
    await vending.updateMeter.execute(staff(), { meterNumber: has, keyData: { keyRevision: 2 } });
    const campaignId = await create(supplyGroupCode);
    expect(await counts(campaignId)).toEqual({ ...NO_METERS, waiting: 3 });
    await work();
    expect(await asked(meters)).toEqual([]);

    await move(campaignId, 'start');
    vending.clock.advance(1_000);
    const late = await meterOf(supplyGroupCode);
    await work();
    await work();

    expect((await metersOf(campaignId)).map(({ meterNumber }) => meterNumber)).toEqual(meters.toSorted());
    expect((await asked([...meters, late])).map(({ meterNumber }) => meterNumber).toSorted()).toEqual(meters.toSorted());
    expect(await counts(campaignId)).toEqual({ ...NO_METERS, waiting: 3 });
    await answer(meters);
    expect(await counts(campaignId)).toEqual({ ...NO_METERS, issued: 3 });
    expect(await meterIn(campaignId, meters[0]!)).toMatchObject({ from: { keyRevision: 1 }, to: { keyRevision: 2 }, issuedBy: 'till-1' });
  });

  it('takes late comers by name, and tries again what was refused', async () => {
    const { supplyGroupCode, meters } = await group(1);
    const campaignId = await started(supplyGroupCode);
    await work();
    await refuse(meters);
    expect(await meterIn(campaignId, meters[0]!)).toMatchObject({ state: 'refused', refusalCode: 'key-management.vending_key_unknown' });
    expect(await stateOf(campaignId)).toBe('running');
    vending.clock.advance(1_000);
    const late = await meterOf(supplyGroupCode);

    const stranger = newMeterNumber();

    const meterNumbers = [late, meters[0]!, late, stranger];
    const added = await vending.get(AddCampaignMeters).execute(staff(), { campaignId, meterNumbers });
    await work();

    expect(added).toEqual({ added: 1, again: 1, unknown: [stranger] });
    expect(await asked([late])).toHaveLength(1);
    expect(await asked(meters)).toHaveLength(2);
    expect(await meterIn(campaignId, late)).toMatchObject({ addedBy: 'till-1' });
  });

  it('asks for no more sets than its rate allows, whenever somebody looks', async () => {
    const { supplyGroupCode, meters } = await group(6);
    await started(supplyGroupCode, { ratePerMinute: 60 });
    await work();
    expect(await asked(meters)).toHaveLength(0);

    vending.clock.advance(2_500);
    await work();
    expect(await asked(meters)).toHaveLength(2);
    vending.clock.advance(500);
    await work();
    expect(await asked(meters)).toHaveLength(3);
  });

  it('paused asks for nothing, resumed goes on, and cancelled never again; what was asked for still comes', async () => {
    const { supplyGroupCode, meters } = await group(4);
    const campaignId = await started(supplyGroupCode, { ratePerMinute: 60 });
    await work();
    vending.clock.advance(1_000);
    await work();
    await move(campaignId, 'pause', 'the call centre is busy');
    vending.clock.advance(60_000);
    await work();
    await answer(meters);
    expect(await counts(campaignId)).toEqual({ ...NO_METERS, waiting: 3, issued: 1 });

    await move(campaignId, 'resume');
    await work();
    expect(await asked(meters)).toHaveLength(1);
    vending.clock.advance(1_000);
    await work();
    expect(await asked(meters)).toHaveLength(2);

    const { campaign, steps } = await move(campaignId, 'cancel', 'the wrong revision');
    vending.clock.advance(60_000);
    await work();
    expect(await asked(meters)).toHaveLength(2);
    expect(campaign.state).toBe('cancelled');
    expect(steps.map(({ step, reason }) => [step, reason])).toEqual([
      ['start', undefined],
      ['pause', 'the call centre is busy'],
      ['resume', undefined],
      ['cancel', 'the wrong revision'],
    ]);
    await expect(move(campaignId, 'resume')).rejects.toMatchObject({ code: 'vending.campaign_state_invalid' });
  });

  it('asks within its time, and is over when that is', async () => {
    const { supplyGroupCode, meters } = await group(1);
    const at = (ms: number) => new Date(vending.clock.now().getTime() + ms);
    const campaignId = await started(supplyGroupCode, { startsAt: at(10_000), endsAt: at(20_000), ratePerMinute: 1 });
    await work();
    expect(await asked(meters)).toEqual([]);

    vending.clock.advance(20_000);
    await work();

    expect(await asked(meters)).toEqual([]);
    expect(await stateOf(campaignId)).toBe('completed');
  });

  it('is not over before its time, though nothing is open yet', async () => {
    const { supplyGroupCode, meters } = await group(1);
    const at = (ms: number) => new Date(vending.clock.now().getTime() + ms);
    const campaignId = await started(supplyGroupCode, { startsAt: at(10_000) });
    await vending.get(WorkOnCampaigns).execute();
    await vending.get(ExemptMeter).execute(staff(), { campaignId, meterNumber: meters[0]!, reason: 'burnt out' });

    await work();
    expect(await stateOf(campaignId)).toBe('running');
    vending.clock.advance(10_000);
    await work();
    expect(await stateOf(campaignId)).toBe('completed');
  });

  it('is not over while a meter is refused: it is tried again, or left out', async () => {
    const { supplyGroupCode, meters } = await group(2);
    const campaignId = await started(supplyGroupCode);
    await work();
    await refuse(meters);
    await work();
    expect(await stateOf(campaignId)).toBe('running');
    await vending.get(ExemptMeter).execute(staff(), { campaignId, meterNumber: meters[0]!, reason: 'burnt out' });
    await vending.get(AddCampaignMeters).execute(staff(), { campaignId, meterNumbers: [meters[1]!] });
    await work();
    const again = (await asked([meters[1]!])).at(-1)!;

    await vending.deliver(KeyChangeIssued, [issued(again)]);
    await vending.get(EndKeyChange).execute(staff(), { keyChangeId: again.requestId, state: 'confirmed', remark: 'the display shows it' });
    await work();

    expect(await stateOf(campaignId)).toBe('completed');
  });

  it('passes over a meter that a token is being made for, and comes back to it as soon as that may be there', async () => {
    const { supplyGroupCode, meters } = await group(1);
    const { vend } = await vending.sell(meters[0]!, `before-${meters[0]}`);
    const campaignId = await started(supplyGroupCode, { channels: ['mqtt'] });
    await work();
    expect(await asked(meters)).toEqual([]);

    await vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(vend)]));
    vending.clock.advance(2_000);
    await work();

    expect(await asked(meters)).toHaveLength(1);
    expect(await counts(campaignId)).toEqual({ ...NO_METERS, waiting: 1 });
  });

  it('has nothing for a meter whose place another one has taken, before its start or after', async () => {
    const { supplyGroupCode, meters } = await group(3);
    const replace = (meter: string) =>
      vending.owner.query(`update meter set replaced_by = $2 where meter_number = $1`, [meter, newMeterNumber()]);
    await replace(meters[0]!);
    const campaignId = await started(supplyGroupCode);
    await vending.get(WorkOnCampaigns).execute();
    await replace(meters[1]!);

    await work();

    expect(await asked(meters)).toMatchObject([{ meterNumber: meters[2] }]);
    expect((await metersOf(campaignId)).map(({ meterNumber }) => meterNumber)).toEqual(meters.slice(1).toSorted());
    expect(await meterIn(campaignId, meters[1]!)).toMatchObject({
      state: 'exempt',
      exemptReason: expect.stringMatching('was replaced by') as string,
    });
  });

  it('leaves out by name, with a reason, and is over when nothing is open any more', async () => {
    const { supplyGroupCode, meters } = await group(2);
    const campaignId = await started(supplyGroupCode);
    await vending.get(WorkOnCampaigns).execute();

    const exempt = await vending.get(ExemptMeter).execute(staff(), { campaignId, meterNumber: meters[0]!, reason: 'burnt out' });
    expect(exempt).toMatchObject({ state: 'exempt', exemptReason: 'burnt out', exemptBy: 'till-1' });
    await work();
    expect(await asked([meters[0]!])).toEqual([]);
    await answer(meters);
    const [open] = await asked(meters);
    await vending.get(EndKeyChange).execute(staff(), { keyChangeId: open!.requestId, state: 'confirmed', remark: 'the display shows it' });

    await work();

    expect(await stateOf(campaignId)).toBe('completed');
    expect(await meterIn(campaignId, meters[1]!)).toMatchObject({ state: 'confirmed', evidence: 'the display shows it (till-1)' });
    await expect(vending.get(ExemptMeter).execute(staff(), { campaignId, meterNumber: meters[1]!, reason: 'x' })).rejects.toMatchObject({
      code: 'vending.campaign_meter_confirmed',
    });
  });
});

describe('the counts of a campaign', () => {
  it('are what its meters are, day by day, and stay so when they are summed up', async () => {
    const { supplyGroupCode, meters } = await group(2);
    const campaignId = await started(supplyGroupCode);
    await work();
    const firstDay = vending.clock.now().toISOString().slice(0, 10);
    vending.clock.advance(86_400_000);
    const secondDay = vending.clock.now().toISOString().slice(0, 10);
    await answer([meters[0]!]);
    await vending.owner.query(
      `insert into campaign_tally (utility, campaign_id, day, state, change)
       select $1, $2, '2026-11-09', 'exempt', case when n % 2 = 0 then 1 else -1 end from generate_series(1, 600) n`,
      [UTILITY, campaignId],
    );

    const before = await vending.get(FindCampaign).execute(staff(), campaignId);
    await vending.get(SumUpCampaigns).execute();
    const after = await vending.get(FindCampaign).execute(staff(), campaignId);

    expect(before.counts).toEqual({ ...NO_METERS, waiting: 1, issued: 1 });
    expect(after.counts).toEqual(before.counts);
    expect(after.burnDown).toEqual([
      { day: firstDay, counts: { ...NO_METERS, waiting: 2 } },
      { day: secondDay, counts: { ...NO_METERS, waiting: 1, issued: 1 } },
    ]);
    const rows = await vending.owner.query('select from campaign_tally where campaign_id = $1', [campaignId]);
    expect(rows.rowCount).toBeLessThan(10);
  });
});

describe('the counts of a long campaign', () => {
  it('are not written anew with every look, however many days it has', async () => {
    const { supplyGroupCode } = await group(1);
    const campaignId = await started(supplyGroupCode);
    await work();
    const rows = async () =>
      (await vending.owner.query(`select tally_id, xmin from campaign_tally where campaign_id = $1 order by tally_id`, [campaignId])).rows;
    await vending.owner.query(
      `insert into campaign_tally (utility, campaign_id, day, state, change)
       select $1, $2, date '2020-01-01' + n, 'exempt', 1 from generate_series(1, 600) n`,
      [UTILITY, campaignId],
    );
    const before = await rows();

    await vending.get(SumUpCampaigns).execute();

    expect(await rows()).toEqual(before);
  });
});

describe('the evidence of a campaign', () => {
  it('has a line for every meter, and nothing that a spreadsheet reckons', async () => {
    const { supplyGroupCode, meters } = await group(2);
    const campaignId = await started(supplyGroupCode);
    await vending.get(WorkOnCampaigns).execute();
    await vending.get(ExemptMeter).execute(staff(), { campaignId, meterNumber: meters[0]!, reason: '=HYPERLINK("http://x")' });

    let file = '';
    for await (const part of await vending.get(ExportEvidence).execute(staff(), campaignId)) file += part;
    const lines = file.trimEnd().split('\r\n');

    expect(lines[0]).toMatch(/^meterNumber,networkNode,state,fromSupplyGroupCode,fromKeyRevision/);
    expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual(meters.toSorted());
    expect(lines.find((line) => line.startsWith(meters[0]!))).toContain(`"'=HYPERLINK(""http://x"")"`);
  });
});
