import { TokenAccepted, TokenRejected } from '@openprepay/contracts/telemetry';
import { KeyChangeCompleted } from '@openprepay/contracts/vending';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { campaignsIn, NO_METERS } from '../../test/campaigns.js';
import { issuedFor, publishDefault, staff, startVending, type Vending } from '../../test/fixture.js';
import { ChangeDueKey } from '../key-changes/change-due-key.js';
import { EndKeyChange } from '../key-changes/end-key-change.js';

let vending: Vending;
beforeAll(async () => {
  vending = await startVending();
  await publishDefault(vending);
});
afterAll(() => vending.stop());

const { group, started, work, counts, meterIn, asked, answer, told } = campaignsIn(() => vending);

describe('a set of a campaign', () => {
  it('goes with the next sale of its meter, ahead of its turn, and is delivered by it', async () => {
    const { supplyGroupCode, meters } = await group(2);
    const campaignId = await started(supplyGroupCode, { ratePerMinute: 1, channels: ['vend'] });
    await work();
    const [bought] = meters;

    await vending.get(ChangeDueKey).execute(staff(), bought!);
    await answer([bought!]);
    const { vend } = await vending.sell(bought!, `with-${bought}`);
    await vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(vend)]));

    expect(await asked(meters)).toMatchObject([{ meterNumber: bought }]);
    expect(await meterIn(campaignId, bought!)).toMatchObject({ state: 'delivered', deliveredThrough: 'vend', issuedBy: 'till-1' });
    const [completed] = (await vending.events(KeyChangeCompleted)).filter(({ data }) => data.meterNumber === bought);
    expect(completed!.data.byHand).toBe(true);
  });

  it('is confirmed or refused by the meter, and confirmed after all where somebody enters it', async () => {
    const { supplyGroupCode, meters } = await group(2);
    const campaignId = await started(supplyGroupCode);
    await work();
    await answer(meters);
    const [one, other] = await asked(meters);

    await vending.deliver(TokenAccepted, [{ ...told(one!), acceptedAt: vending.clock.now(), alreadyCredited: false }]);
    await vending.deliver(TokenRejected, [{ ...told(other!), rejectedAt: vending.clock.now(), code: 'old' }]);

    expect(await counts(campaignId)).toEqual({ ...NO_METERS, confirmed: 1, refused: 1 });
    expect(await meterIn(campaignId, one!.meterNumber)).toMatchObject({ state: 'confirmed', deliveredThrough: 'mqtt' });
    expect(await meterIn(campaignId, other!.meterNumber)).toMatchObject({ state: 'refused', refusalCode: 'old' });

    await vending.deliver(TokenAccepted, [{ ...told(other!), acceptedAt: vending.clock.now(), alreadyCredited: false }]);
    expect(await counts(campaignId)).toEqual({ ...NO_METERS, confirmed: 2 });
  });

  it('that is taken back is refused, with the reason', async () => {
    const { supplyGroupCode, meters } = await group(1);
    const campaignId = await started(supplyGroupCode);
    await work();
    await answer(meters);
    const [only] = await asked(meters);

    await vending.get(EndKeyChange).execute(staff(), { keyChangeId: only!.requestId, state: 'cancelled', remark: 'the meter is replaced' });

    expect(await meterIn(campaignId, meters[0]!)).toMatchObject({
      state: 'refused',
      refusalCode: 'cancelled',
      refusalReason: 'the meter is replaced',
    });
  });
});

/** How often each row of these tables is written. */
const COUNT_VERSIONS = `
  create table written (name text, key text);
  create function count_versions() returns trigger language plpgsql security definer as $$
  begin
    insert into public.written values (tg_table_name, new.meter_number);
    return null;
  end $$;
  create trigger versions after insert or update on campaign_meter for each row execute function count_versions();
  create trigger versions after insert or update on key_change for each row execute function count_versions();
  create trigger versions after insert or update on meter for each row execute function count_versions();`;

describe('a set that is sent to its meter', () => {
  it('costs few versions of rows: each step that somebody may see of its own, and no other', async () => {
    const { supplyGroupCode, meters } = await group(2);
    await vending.owner.query(COUNT_VERSIONS);
    await started(supplyGroupCode);
    await work();
    await answer(meters);
    const requests = await asked(meters);

    await vending.deliver(
      TokenAccepted,
      requests.map((request) => ({ ...told(request), acceptedAt: vending.clock.now(), alreadyCredited: false })),
    );

    const { rows } = await vending.owner.query(
      'select name, count(*)::int as versions from written where key = $1 group by name order by name',
      [meters[0]],
    );
    expect(rows).toEqual([
      // waits, was asked for, has its set, is confirmed
      { name: 'campaign_meter', versions: 4 },
      { name: 'key_change', versions: 3 },
      { name: 'meter', versions: 2 },
    ]);
    for (const table of ['campaign_meter', 'key_change', 'meter']) await vending.owner.query(`drop trigger versions on ${table}`);
  });
});
