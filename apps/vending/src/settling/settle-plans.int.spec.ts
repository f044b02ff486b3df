import { TokenIssued } from '@openprepay/contracts/key-management';
import { flightsOf } from '@openprepay/testing/flights';
import { newMeter } from '@openprepay/testing/meter';
import { accessOf } from '@openprepay/testing/plans';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issuedFor, publishDefault, staff, startVending, type Vending } from '../../test/fixture.js';

let vending: Vending;
beforeAll(async () => {
  vending = await startVending();
  await publishDefault(vending);
});
afterAll(() => vending.stop());

describe('an answer of the vault in a database whose rows nobody has counted yet', () => {
  it('finds its vend, a set of its meter and a fee that is owed each by its own key, and reads none of the others', async () => {
    const { meterNumber } = await vending.createMeter.execute(staff(), newMeter());
    const { vend } = await vending.sell(meterNumber, 'planned');
    const { statements } = await flightsOf(() => vending.deliver(TokenIssued, [issuedFor(vend)]));

    const accessIn = async (words: string) => {
      const found = statements.filter((statement) => statement.includes(words));
      expect(found).toHaveLength(1);
      return vending.run((tx) => accessOf(tx, found[0]!));
    };
    expect((await accessIn('order by v.vend_id for update')).get('vend')).toMatch(/vend_id = ANY/);
    expect((await accessIn('from key_change c')).get('key_change')).toMatch(/meter_number = ANY/);
    expect((await accessIn('with fee as')).get('vend')).toMatch(/vend_id = ANY/);
  });
});
