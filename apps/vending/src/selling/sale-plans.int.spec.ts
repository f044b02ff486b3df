import { flightsOf } from '@openprepay/testing/flights';
import { UTILITY } from '@openprepay/testing/identity';
import { newMeter } from '@openprepay/testing/meter';
import { accessOf } from '@openprepay/testing/plans';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { campaignsIn } from '../../test/campaigns.js';
import { publishDefault, staff, startVending, type Vending } from '../../test/fixture.js';
import { planOf, rowsOf } from '../../test/plans.js';

const MANY_WAITING = 2_000;

let vending: Vending;
const { group, started, work } = campaignsIn(() => vending);
beforeAll(async () => {
  vending = await startVending();
  await publishDefault(vending);
});
afterAll(() => vending.stop());

describe('a sale in a database whose rows nobody has counted yet', () => {
  it('finds its meter, its supply, its account, its seller and its key each by its own key, and reads none of the others', async () => {
    const { meterNumber } = await vending.createMeter.execute(staff(), newMeter());
    const { statements } = await flightsOf(() => vending.sell(meterNumber, 'planned'));

    const reads = statements.filter((statement) => statement.startsWith('select') && statement.includes('skip locked'));
    expect(reads).toHaveLength(1);
    const access = await vending.run((tx) => accessOf(tx, reads[0]!));

    expect(access.get('meter')).toMatch(/utility = .*meter_number = /);
    expect(access.get('supply')).toMatch(/utility = .*supply_id = /);
    expect(access.get('vend')).toMatch(/^\(idempotency_key = /);
    expect(access.get('vendor')).toMatch(/utility = .*vendor_id = /);
    expect(access.get('vendor_commission')).toMatch(/utility = .*vendor_id = /);
    expect(access.get('known_key')).toMatch(/utility = .*supply_group_code = .*key_type = /);
    expect(access.get('account_pricing')).toMatch(/utility = .*account_number = /);
  });

  it('looks at no other meter of a campaign, however many wait for their sets', async () => {
    const { supplyGroupCode, meters } = await group(1);
    for (const setting of ['set (autovacuum_enabled = false)', 'disable trigger user'])
      await vending.owner.query(`alter table campaign_meter ${setting}`);
    const campaignId = await started(supplyGroupCode, { startsAt: new Date('2030-01-01T00:00:00Z') });
    await work();
    await vending.owner.query(
      `insert into campaign_meter select made.* from campaign_meter m, generate_series(1, ${MANY_WAITING}) n,
         jsonb_populate_record(m, jsonb_build_object('meter_number', 'waits-' || n)) made where m.campaign_id = $1`,
      [campaignId],
    );

    const plan = await planOf(vending, {
      asked: /^\s*select[^]*skip locked/,
      utility: UTILITY,
      work: () => vending.sell(meters[0]!, 'of-campaign'),
    });

    expect(rowsOf(plan, 'campaign_meter')).toBeLessThanOrEqual(1);
  });

  it('is found again by its key, and by no look at all the others', async () => {
    const { meterNumber } = await vending.createMeter.execute(staff(), newMeter());
    await vending.sell(meterNumber, 'found-again');
    const { statements } = await flightsOf(() => vending.findVendByKey.execute(staff(), { idempotencyKey: 'found-again' }));

    const reads = statements.filter((statement) => statement.includes('from vend v'));
    expect(reads).toHaveLength(1);
    const access = await vending.run((tx) => accessOf(tx, reads[0]!));

    expect(access.get('vend')).toMatch(/^\(idempotency_key = /);
  });
});
