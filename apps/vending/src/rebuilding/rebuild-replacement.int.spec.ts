import type { EventDefinition } from '@openprepay/contracts/event';
import { MeterChanged, VendCompleted } from '@openprepay/contracts/vending';
import { meterKeyData, newMeter, newMeterNumber } from '@openprepay/testing/meter';
import { flatTariff } from '@openprepay/testing/tariff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { issuedFor, publishDefault, staff, startVending, type Vending } from '../../test/fixture.js';
import { ReplaceMeter } from '../replacements/replace-meter.js';
import { GiveFreeBasic } from '../selling/give-free-basic.js';
import type { Vend } from '../vend/vend.js';
import { Rebuild } from './rebuild.js';

let lost: Vending;
let restored: Vending;
beforeAll(async () => {
  [lost, restored] = await Promise.all([startVending(), startVending()]);
  const tariff = flatTariff({ freeUnits: { amount: '50', per: 'month', countsTowardBlocks: true } });
  for (const vending of [lost, restored]) await publishDefault(vending, tariff);
});
afterAll(() => Promise.all([lost.stop(), restored.stop()]));

const complete = (vend: Vend) => lost.run((tx) => lost.completeVends.execute(tx, [issuedFor(vend)]));
/** The last word on each meter, as a compacted topic has it. */
async function said(): Promise<readonly (readonly [EventDefinition, unknown])[]> {
  const meters = new Map((await lost.events(MeterChanged)).map(({ data }) => [data.meterNumber, z.encode(MeterChanged.data, data)]));
  const vends = (await lost.events(VendCompleted)).map(({ data }) => z.encode(VendCompleted.data, data));
  return [...[...meters.values()].map((data) => [MeterChanged, data] as const), ...vends.map((data) => [VendCompleted, data] as const)];
}
const supplyOf = async (vending: Vending, meterNumber: string): Promise<unknown> =>
  (
    await vending.owner.query(
      `select s.units_month, s.units_tenths, s.free_units_month from meter m join supply s on s.supply_id = m.supply_id
        where m.meter_number = $1`,
      [meterNumber],
    )
  ).rows;

describe('rebuilding a meter that was replaced', () => {
  it.each(['in order', 'the other way round'])('puts what both were sold and given on the one supply, told %s', async (order) => {
    const { meterNumber: old } = await lost.createMeter.execute(staff(), newMeter());
    const taking = newMeterNumber();
    await complete((await lost.sell(old, `sold-to-the-old-${order}`)).vend);
    await complete((await lost.get(GiveFreeBasic).execute(staff(), { meterNumber: old, idempotencyKey: `free-of-the-old-${order}` })).vend);
    await lost.get(ReplaceMeter).execute(staff(), {
      ...{ meterNumber: old, newMeterNumber: taking, keyData: { ...meterKeyData }, modelCode: undefined },
      ...{ unitsLeft: undefined, reason: 'display broken' },
    });
    await complete((await lost.sell(taking, `sold-to-the-new-${order}`)).vend);

    const rebuilding = new Rebuild(restored.unitOfWork);
    const events = await said();
    const meters = events.filter(([event]) => event === MeterChanged);
    const told = order === 'in order' ? meters : meters.toReversed();
    for (const [event, data] of [...told, ...events.filter(([event]) => event === VendCompleted)]) {
      await rebuilding.take({ type: event.type, utility: 'acme', data });
    }

    expect(await supplyOf(lost, taking)).toMatchObject([{ units_tenths: '2500', free_units_month: '2026-11' }]);
    expect(await supplyOf(restored, taking)).toEqual(await supplyOf(lost, taking));
  });
});
