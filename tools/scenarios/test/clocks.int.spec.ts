import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pause } from '@openprepay/pace/pause';
import type { SignedIn } from '@openprepay/standalone/gateway-client';
import { bookingsOf } from './crash-check.js';
import { request } from './fetch-json.js';
import { listVends } from './lists.js';
import { Platform } from './platform.js';
import { until } from './until.js';

const YEAR_MS = 365 * 86_400_000;
const PRELOADED = path.join(path.dirname(fileURLToPath(import.meta.url)), 'shifted-clock.mjs');
/** A sale cannot be this far from the clock on the wall. */
const HOUR_MS = 3_600_000;
/** Long enough for a sale that nothing holds up. */
const OFF_MS = 5_000;

let folder: string;
let platform: Platform;
let vendor: SignedIn;
let clerk: SignedIn;
let operator: SignedIn;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'openprepay-clocks-'));
  platform = await Platform.start({
    meters: 2,
    env: {
      NODE_OPTIONS: `--import=${PRELOADED}`,
      SHIFTED_CLOCK_FILE: path.join(folder, 'shift.json'),
      TOKEN_RETRY_MS: '2000',
      PRICING_HEARTBEAT_MS: '1000',
    },
  });
  [vendor, clerk, operator] = await Promise.all([platform.as('vendor'), platform.as('clerk'), platform.as('operator')]);
});
afterAll(async () => {
  await platform?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The service dies, and starts with its clock so far off the others'. */
async function shift(service: string, shiftMs: number): Promise<void> {
  await writeFile(path.join(folder, 'shift.json'), JSON.stringify({ service, shiftMs }));
  const before = await pidOf(service);
  await platform.kill(service);
  await until(async () => (await pidOf(service)) !== before);
}

const processOf = async (service: string) => (await platform.processes()).find(({ name }) => name === service);
const pidOf = async (service: string): Promise<number | undefined> => (await processOf(service))?.pid;

/** What the service says of itself once it answers at all. */
async function readiness(service: string): Promise<{ readonly status: number; readonly text: string }> {
  const { port } = (await processOf(service)) ?? {};
  const { status, body } = await request(`http://127.0.0.1:${port}/health/ready`);
  return { status, text: JSON.stringify(body) };
}

const shifts = [
  ['ahead', YEAR_MS],
  ['behind', -YEAR_MS],
] as const;

describe.each(shifts)('a vault whose clock is a year %s', (_, shiftMs) => {
  it('is out of service under a name, answers nothing wrongly, and answers all once its clock is right', async () => {
    const { meterNumber } = platform.meter(0);
    await shift('key-management', shiftMs);
    await until(async () => (await readiness('key-management')).text.includes('clock'));
    expect((await readiness('key-management')).status).toBe(503);

    const selling = platform.sell(vendor, { meterNumber, amount: '10.00' });
    await until(async () => (await listVends(vendor, meterNumber)).some(({ state }) => state === 'awaiting-token'));
    await shift('key-management', 0);
    const vend = await selling;

    expect(Math.abs(new Date(vend.acceptedAt).getTime() - Date.now())).toBeLessThan(HOUR_MS);
  });
});

describe.each(shifts)('a vending service whose clock is a year %s', (_, shiftMs) => {
  it('sells nothing by that clock, and sells again once it is right', async () => {
    const { meterNumber } = platform.meter(1);
    await shift('vending', shiftMs);
    await until(async () => (await readiness('vending').catch(() => undefined)) !== undefined);

    const selling = platform.sell(vendor, { meterNumber, amount: '10.00' });
    const early = await Promise.race([selling, pause(OFF_MS)]);
    await shift('vending', 0);
    await selling;

    expect(early).toBeUndefined();
    for (const { acceptedAt } of await listVends(vendor)) {
      expect(Math.abs(new Date(acceptedAt).getTime() - Date.now())).toBeLessThan(HOUR_MS);
    }
  });
});

describe('afterwards', () => {
  it('no meter is shut: each takes what is sold now', async () => {
    for (const index of [0, 1]) {
      const { meterNumber } = platform.meter(index);
      const { vendId } = await platform.sell(vendor, { meterNumber, amount: '10.00' });
      await until(async () => (await vendor.vending.readVend({ params: { vendId } })).body.delivery.state === 'credited', {
        timeoutMs: 60_000,
      });
    }
  });

  it('everything is booked once, nothing lies aside', async () => {
    const vends = await listVends(vendor);
    const bookings = await bookingsOf(clerk, vends);

    expect([...bookings.values()].every((times) => times === 1)).toBe(true);
    expect((await clerk.billing.readTrialBalance()).body).toMatchObject({ balanced: true });
    for (const service of ['vending', 'keyManagement', 'billing', 'telemetry'] as const) {
      expect((await operator[service].listParkedMessages()).body, service).toMatchObject({ items: [] });
    }
  });
});
