import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoTariff } from '@openprepay/standalone/demo-fleet';
import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';
import type { SignedIn } from '@openprepay/standalone/gateway-client';
import { BusyShop } from './busy-shop.js';
import { bookingsOf } from './crash-check.js';
import { request } from './fetch-json.js';
import { listAll, listVends } from './lists.js';
import { MovedClocks } from './moved-clocks.js';
import { CURRENCY, Platform } from './platform.js';
import { type Answering, SessionProbe } from './session-probe.js';
import { until } from './until.js';

const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;
const HOUR_MS = 3_600_000;
const SELLERS = 2;
/** Sales before and after. */
const SALES = 4;
/** How often a service is asked by the wrong clock: over several rounds of everything that it does by itself. */
const QUESTIONS = 40;

let clocks: MovedClocks;
let platform: Platform;
let vendor: SignedIn;
let clerk: SignedIn;
let operator: SignedIn;
let probe: SessionProbe;
const sold: VendAnswer[] = [];

beforeAll(async () => {
  clocks = await MovedClocks.create();
  platform = await Platform.start({
    meters: SELLERS,
    env: { ...clocks.env, TOKEN_RETRY_MS: '2000', PRICING_HEARTBEAT_MS: '1000', CLOCK_CHECK_MS: '500' },
  });
  [vendor, clerk, operator] = await Promise.all([platform.as('vendor'), platform.as('clerk'), platform.as('operator')]);
  const { billing } = await platform.as('admin');
  const dearer = demoTariff(CURRENCY, new Date(Date.now() + YEAR_MS / 2));
  await billing.publishTariff({ body: { ...dearer, energy: { blocks: [{ rate: '1.40' }] } } });
  probe = await SessionProbe.of(platform, operator);
}, 240_000);
afterAll(async () => {
  await platform?.stop();
  await clocks?.remove();
});

/** What the service says of itself; the gateway says it of all. */
async function readiness(service: string): Promise<{ readonly status: number; readonly text: string }> {
  const { port } = (await platform.processes()).find(({ name }) => name === service) ?? {};
  const { status, body } = await request(service === 'gateway' ? `${platform.url}/api/health` : `http://127.0.0.1:${port}/health/ready`);
  return { status, text: JSON.stringify(body) };
}

const soonAfter = (time: string | Date): number => Math.abs(new Date(time).getTime() - Date.now());

const services = ['billing', 'telemetry', 'vending', 'key-management', 'gateway'] as const;
const shifts = [
  ['ahead', YEAR_MS],
  ['back', -YEAR_MS],
] as const;

describe.each(services satisfies readonly Answering[])('%s, whose clock jumps while it runs and customers buy', (service) => {
  describe.each(shifts)('a year %s', (_, shiftMs) => {
    const answers: { readonly good: number; readonly ended: number }[] = [];
    beforeAll(async () => {
      const shop = new BusyShop(
        platform,
        vendor,
        Array.from({ length: SELLERS }, (_, index) => platform.meter(index).meterNumber),
      );
      await shop.untilSold(SALES);
      await clocks.move(service, shiftMs);
      await until(async () => (await readiness(service)).text.includes('clock'));
      for (let asked = 0; asked < QUESTIONS; asked++) answers.push(await probe.ask(service));
      await clocks.right();
      await until(async () => (await readiness(service)).status === 200);
      await shop.untilSold(SALES);
      await shop.close();
      sold.push(...shop.vends);
    }, 240_000);

    it('tells nobody that a session has ended which has not, and lets nobody in whose session has', async () => {
      expect(answers.filter(({ good }) => good !== 200 && good !== 503)).toEqual([]);
      expect(answers.filter(({ ended }) => ended !== 401 && ended !== 503)).toEqual([]);
      expect(await probe.ask(service)).toEqual({ good: 200, ended: 401 });
    });

    it('has sold nothing by that clock, nor at a price of a year to come', async () => {
      const vends = await listVends(vendor);

      expect(vends.filter(({ acceptedAt }) => soonAfter(acceptedAt) > HOUR_MS)).toEqual([]);
      expect(new Set(sold.map(({ tariff }) => tariff.version))).toEqual(new Set([1]));
      expect(vends).toHaveLength(sold.length);
    });

    it('has booked every sale once, at its time', async () => {
      const bookings = await bookingsOf(clerk, sold);
      const entries = await listAll((query) => clerk.billing.listJournalEntries({ query }));

      expect([...bookings.values()].every((times) => times === 1)).toBe(true);
      expect(entries.filter(({ postedAt }) => soonAfter(postedAt) > HOUR_MS)).toEqual([]);
      expect((await clerk.billing.readTrialBalance()).body).toMatchObject({ balanced: true });
    });

    it('brings every token to its meter: none expires early, no meter stays shut', async () => {
      await until(async () => (await listVends(vendor)).every(({ delivery }) => delivery.state === 'credited'));
    });

    it('leaves nothing aside and misses nothing in the logs', async () => {
      for (const asked of ['vending', 'keyManagement', 'billing', 'telemetry'] as const) {
        expect((await operator[asked].listParkedMessages()).body, asked).toMatchObject({ items: [] });
        expect((await operator[asked].listLostRanges()).body, asked).toMatchObject({ items: [] });
      }
    });
  });
});

describe.each(shifts)('meters whose clocks jump a year %s', (_, shiftMs) => {
  it('have what was sold meanwhile and afterwards, and tell their readings again, once they are right', async () => {
    const { meterNumber } = platform.meter(0);
    const sell = () => platform.sell(vendor, { meterNumber, amount: '10.00' });
    const toldSince = async (from: string): Promise<boolean> => {
      const { body } = await operator.telemetry.listReadings({ params: { meterNumber }, query: { limit: 1, from } });
      return body.items.length > 0;
    };

    await clocks.move('meter-simulator', shiftMs);
    const meanwhile = await sell();
    await clocks.right();
    const from = new Date().toISOString();
    const afterwards = await sell();

    for (const { vendId } of [meanwhile, afterwards]) {
      await until(async () => (await vendor.vending.readVend({ params: { vendId } })).body.delivery.state === 'credited', {
        timeoutMs: 60_000,
      });
    }
    await until(() => toldSince(from));
    expect((await operator.telemetry.listParkedMessages()).body).toMatchObject({ items: [] });
  }, 200_000);
});
