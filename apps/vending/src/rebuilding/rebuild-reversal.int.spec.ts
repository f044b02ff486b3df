import type { EventDefinition } from '@openprepay/contracts/event';
import { MeterChanged, VendCompleted, VendorDeposited, VendReversed } from '@openprepay/contracts/vending';
import { newMeter } from '@openprepay/testing/meter';
import { domesticTariff } from '@openprepay/testing/tariff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { issuedFor, publishDefault, staff, startVending, type Vending } from '../../test/fixture.js';
import { DecideReversal } from '../reversals/decide-reversal.js';
import { ReverseVend } from '../reversals/reverse-vend.js';
import { Rebuild } from './rebuild.js';

let lost: Vending;
let restored: Vending;
beforeAll(async () => {
  [lost, restored] = await Promise.all([startVending(), startVending()]);
  for (const vending of [lost, restored]) await publishDefault(vending, domesticTariff());
});
afterAll(() => Promise.all([lost.stop(), restored.stop()]));

const STATE = {
  vends: "select to_jsonb(v) - 'supply_id' - 'fixed_charges_taken' as vend from vend v order by receipt_number",
  supplies: 'select units_month, units_tenths, fixed_charges_due from supply',
  floats: 'select float_minor, last_movement from vendor',
  reversals: 'select reversal_id, vend_id, reason, takes_two, state, receipt_number, decided_by_username from vend_reversal',
  sums: 'select sum(vends)::int as vends, sum(tender_minor)::text as minor, sum(units_tenths)::text as tenths from sales_quarter',
  counter: 'select last_number from receipt_counter',
};
const stateOf = async (vending: Vending): Promise<unknown[]> =>
  Promise.all(Object.values(STATE).map(async (statement) => (await vending.owner.query(statement)).rows as unknown));

describe('a database that has lost that a sale was taken back', () => {
  it('has it again, with all that it gave back, once', async () => {
    const { meterNumber } = await lost.createMeter.execute(staff(), newMeter());
    const { vendorId } = await lost.createVendor.execute(staff(), { name: 'Corner shop' });
    await lost.depositFloat.execute(staff(), { vendorId, amount: '5000.00', currency: 'KES', reference: 'bank-1' });
    const sold = [];
    for (const key of ['kept', 'taken']) {
      const { vend } = await lost.sell(meterNumber, `${key}-sale`, { amount: '700.00', vendorId });
      await lost.run((tx) => lost.completeVends.execute(tx, [issuedFor(vend)]));
      sold.push(vend);
    }
    const { reversal } = await lost.get(ReverseVend).execute(staff(), { vendId: sold[1]!.vendId, reason: 'wrong meter' });
    const second = { ...staff(), subject: 'second', username: 'second' };
    await lost.get(DecideReversal).execute(second, { reversalId: reversal.reversalId, refusal: undefined });

    const rebuilding = new Rebuild(restored.unitOfWork);
    for (let time = 0; time < 2; time++) {
      for (const event of [MeterChanged, VendorDeposited, VendCompleted, VendReversed] as readonly EventDefinition[]) {
        for (const { type, utility, data } of await lost.events(event)) {
          await rebuilding.take({ type, utility, data: z.encode(event.data, data) });
        }
      }
    }

    expect(await stateOf(restored)).toEqual(await stateOf(lost));
    expect(rebuilding.found.lookAt).toEqual([]);
  });
});
