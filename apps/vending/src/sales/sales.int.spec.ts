import { sql } from '@openprepay/persistence/sql';
import { newMeter } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issuedFor, publishDefault, refusedFor, staff, startVending, type Vending } from '../../test/fixture.js';
import type { Vend } from '../vend/vend.js';
import { FindSales } from './find-sales.js';
import { salesToApi } from './sales-api.js';
import type { SalesStep } from './sales.js';

let vending: Vending;
beforeAll(async () => {
  vending = await startVending();
  await publishDefault(vending);
  await publishDefault(vending, undefined, 'south');
});
afterAll(() => vending.stop());

let keys = 0;
async function accept(at: string, amount: string, utility?: string): Promise<Vend> {
  vending.clock.set(at);
  const { meterNumber } = await vending.createMeter.execute(staff(utility), newMeter());
  return (await vending.sell(meterNumber, `sale ${++keys}`, { amount, ...(utility === undefined ? {} : { utility }) })).vend;
}
async function sell(at: string, amount: string, utility?: string): Promise<void> {
  const vend = await accept(at, amount, utility);
  await vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(vend)]), utility);
}
const sold = async (by: SalesStep, from: string, to: string, timeZone = 'UTC', utility?: string) => {
  const range = { by, from: new Date(from), to: new Date(to) };
  return salesToApi(await vending.get(FindSales).execute({ ...staff(utility), timeZone }, range));
};

describe('what was sold', () => {
  it('is told by hour and by day, each sale in the step in which it completed, and once', async () => {
    await sell('2026-11-10T08:10:00Z', '100.00');
    await sell('2026-11-10T08:50:00Z', '50.00');
    const twice = await accept('2026-11-10T10:00:00Z', '25.00');
    await vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(twice)]));
    await vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(twice)]));

    const hours = await sold('hour', '2026-11-10T00:00:00Z', '2026-11-11T00:00:00Z');
    expect(hours).toMatchObject([
      { start: '2026-11-10T08:00:00.000Z', vends: 2, money: [{ currency: 'KES', amount: '150.00' }] },
      { start: '2026-11-10T10:00:00.000Z', vends: 1, money: [{ currency: 'KES', amount: '25.00' }] },
    ]);
    const days = await sold('day', '2026-11-10T00:00:00Z', '2026-11-11T00:00:00Z');
    expect(days).toMatchObject([{ start: '2026-11-10T00:00:00.000Z', vends: 3, money: [{ currency: 'KES', amount: '175.00' }] }]);
    const { items } = await vending.findVends.execute(staff(), { limit: 10 });
    const tenths = items.reduce((total, { effect }) => total + effect.unitsTenths, 0n);
    expect(days[0]!.units).toEqual([{ commodity: 'electricity', value: `${tenths / 10n}.${tenths % 10n}`, unit: 'kWh' }]);
  });

  it('counts neither a vend that waits nor one that failed', async () => {
    await accept('2026-11-12T08:00:00Z', '100.00');
    const refused = await accept('2026-11-12T08:00:00Z', '100.00');
    await vending.run((tx) => vending.failVends.execute(tx, [refusedFor(refused)]));

    expect(await sold('day', '2026-11-12T00:00:00Z', '2026-11-13T00:00:00Z')).toEqual([]);
  });

  it('has the days and hours of the utility’s time zone, also where they begin at a quarter', async () => {
    await sell('2026-11-14T18:14:00Z', '10.00');
    await sell('2026-11-14T18:16:00Z', '20.00');

    const range = ['2026-11-13T18:15:00Z', '2026-11-15T18:15:00Z', 'Asia/Kathmandu'] as const;
    expect(await sold('day', ...range)).toMatchObject([
      { start: '2026-11-13T18:15:00.000Z', money: [{ amount: '10.00' }] },
      { start: '2026-11-14T18:15:00.000Z', money: [{ amount: '20.00' }] },
    ]);
    expect(await sold('hour', ...range)).toMatchObject([{ start: '2026-11-14T17:15:00.000Z' }, { start: '2026-11-14T18:15:00.000Z' }]);
  });

  it('says of what is a demonstration’s that it is, beside what was sold; the service cannot write such', async () => {
    await sell('2026-11-18T08:10:00Z', '100.00');
    const demo = `insert into demo_sales_quarter values
      ('acme', '2026-11-18T08:15:00Z', 'KES', 'electricity', 2, 5000, 70), ('acme', '2026-11-18T09:00:00Z', 'KES', 'electricity', 1, 700, 10)`;
    await vending.owner.query(demo);

    const range = ['2026-11-18T00:00:00Z', '2026-11-19T00:00:00Z'] as const;
    expect(await sold('hour', ...range)).toMatchObject([
      { start: '2026-11-18T08:00:00.000Z', vends: 3, demo: true, money: [{ amount: '150.00' }] },
      { start: '2026-11-18T09:00:00.000Z', vends: 1, demo: true, money: [{ amount: '7.00' }] },
    ]);
    expect((await sold('day', '2026-11-10T00:00:00Z', '2026-11-11T00:00:00Z'))[0]).not.toHaveProperty('demo');
    await expect(vending.run((tx) => sql(tx, demo))).rejects.toMatchObject({ code: '42501' });
  });

  it('is its utility’s own', async () => {
    await sell('2026-11-16T08:00:00Z', '10.00', 'south');

    expect(await sold('day', '2026-11-16T00:00:00Z', '2026-11-17T00:00:00Z')).toEqual([]);
    expect(await sold('day', '2026-11-16T00:00:00Z', '2026-11-17T00:00:00Z', 'UTC', 'south')).toMatchObject([{ vends: 1 }]);
  });

  it.each([
    ['hour', '2026-11-10T00:00:00Z', '2026-11-10T00:00:00Z'],
    ['hour', '2026-11-10T00:00:00Z', '2026-11-09T00:00:00Z'],
    ['hour', '2026-11-10T00:00:00Z', '2026-12-10T00:00:00Z'],
    ['day', '2020-01-01T00:00:00Z', '2026-11-10T00:00:00Z'],
  ] as const)('is not told by %s from %s to %s', async (by, from, to) => {
    await expect(sold(by, from, to)).rejects.toMatchObject({ code: 'vending.sales_range_invalid' });
  });
});
