import { flightsOf } from '@openprepay/testing/flights';
import { newMeter } from '@openprepay/testing/meter';
import { accessOf } from '@openprepay/testing/plans';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishDefault, staff, startVending, type Vending } from '../../test/fixture.js';

let vending: Vending;
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
