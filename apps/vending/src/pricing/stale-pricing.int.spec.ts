import { TariffApplied } from '@openprepay/contracts/vending';
import { newMeter } from '@openprepay/testing/meter';
import { flatTariff } from '@openprepay/testing/tariff';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { publishDefault, sale, staff, startVending, type Vending } from '../../test/fixture.js';
import type { Heartbeat } from './heartbeat.js';

let vending: Vending;
beforeAll(async () => void (vending = await startVending()));
afterAll(() => vending.stop());
beforeEach(() => vending.clock.set('2026-11-10T08:00:00Z'));

let utilities = 0;
/** A utility with a default tariff, a meter, and a way to hear of both. */
async function newUtility() {
  const utility = `stale-${++utilities}`;
  await publishDefault(vending, flatTariff(), utility);
  const { meterNumber } = await vending.createMeter.execute(staff(utility), newMeter());
  let keys = 0;
  return {
    utility,
    sell: async () => (await vending.sell(meterNumber, `a-key-of-${utility}-${++keys}`, { utility })).vend,
    quote: () => vending.quoteVend.execute(staff(utility), sale(meterNumber)),
    hear: (heartbeat: Partial<Heartbeat> = {}) =>
      vending.run(
        (tx) => vending.storeHeartbeat.execute(tx, { asOf: vending.clock.now(), unconfirmed: [], defaults: [], ...heartbeat }),
        utility,
      ),
    arrive: (version: number, validFrom: string) =>
      vending.run((tx) => vending.storeTariff.execute(tx, { version, document: flatTariff({ validFrom }) }), utility),
  };
}

const STALE = { code: 'vending.pricing_stale', retryAfterSeconds: 5 };
const second = { tariffCode: 'FLAT', version: 2, validFrom: new Date('2026-11-10T08:00:10Z') };

describe('a price by what is out of date', () => {
  it('is refused, sale and quote, while a version that is in force has not arrived; and given as soon as it has', async () => {
    const { sell, quote, hear, arrive } = await newUtility();
    await hear({ unconfirmed: [second] });
    expect(await sell()).toMatchObject({ tariff: { version: 1 } });

    vending.clock.set('2026-11-10T08:00:10Z');
    await expect(sell()).rejects.toMatchObject(STALE);
    await expect(quote()).rejects.toMatchObject(STALE);
    await arrive(2, '2026-11-10T08:00:10Z');

    expect(await sell()).toMatchObject({ tariff: { version: 2 } });
  });

  it('is refused once billing has been silent for longer than versions are published ahead', async () => {
    const { sell, hear } = await newUtility();
    await hear({ completeUntil: new Date('2026-11-10T08:13:00Z') });

    vending.clock.set('2026-11-10T08:13:00Z');
    await expect(sell()).resolves.toBeDefined();
    vending.clock.set('2026-11-10T08:13:00.001Z');
    await expect(sell()).rejects.toMatchObject(STALE);
    await hear({ completeUntil: new Date('2026-11-10T08:26:00Z') });

    await expect(sell()).resolves.toBeDefined();
  });

  it('is refused where the clock here has gone back to before billing was last heard', async () => {
    const { sell, quote, hear } = await newUtility();
    await hear();

    vending.clock.set('2025-11-10T08:00:00Z');
    await expect(sell()).rejects.toMatchObject(STALE);
    await expect(quote()).rejects.toMatchObject(STALE);
    vending.clock.set('2026-11-10T08:00:00Z');

    await expect(sell()).resolves.toBeDefined();
  });

  it('is refused while another default tariff has been named and has not arrived', async () => {
    const { utility, sell, hear } = await newUtility();
    await hear({ defaults: [{ commodity: 'electricity', revision: 1 }] });
    await expect(sell()).rejects.toMatchObject(STALE);

    await vending.run(
      (tx) => vending.storeDefaultTariff.execute(tx, { commodity: 'electricity', tariffCode: 'FLAT', revision: 1, changedAt: new Date(0) }),
      utility,
    );

    await expect(sell()).resolves.toBeDefined();
  });

  it('is another tariff’s, or another utility’s, business', async () => {
    const { sell, hear } = await newUtility();
    await hear({
      unconfirmed: [{ ...second, tariffCode: 'OTHER', validFrom: new Date(0) }],
      defaults: [{ commodity: 'water', revision: 9 }],
    });
    const neighbour = await newUtility();
    await neighbour.hear({ completeUntil: new Date(0) });

    await expect(sell()).resolves.toBeDefined();
    await expect(neighbour.sell()).rejects.toMatchObject(STALE);
  });

  it('goes by the latest heartbeat, whatever arrives last, and by none of a clock that is far ahead', async () => {
    const { sell, hear } = await newUtility();
    await hear({ asOf: new Date('2026-11-10T08:00:00Z'), completeUntil: new Date('2026-11-10T09:00:00Z') });
    await hear({ asOf: new Date('2026-11-10T07:00:00Z'), completeUntil: new Date('2026-11-10T07:13:00Z') });
    await hear({ asOf: new Date('2027-11-10T08:00:00Z'), completeUntil: new Date('2027-11-10T08:13:00Z') });

    await expect(sell()).resolves.toBeDefined();
    vending.clock.set('2026-11-10T09:00:01Z');
    await expect(sell()).rejects.toMatchObject(STALE);
  });
});

describe('billing', () => {
  it('is told of each version that arrives, and again of one that it names and that is here', async () => {
    const { utility, hear, arrive } = await newUtility();
    await arrive(2, '2026-12-01T00:00:00Z');

    await hear({ unconfirmed: [second, { ...second, version: 3 }] });

    const told = (await vending.events(TariffApplied)).filter((event) => event.utility === utility).map(({ data }) => data);
    expect(told.map(({ tariffCode, version }) => `${tariffCode}/${version}`)).toEqual(['FLAT/1', 'FLAT/2', 'FLAT/2']);
  });
});
