import { ReadingsReported } from '@openprepay/contracts/telemetry';
import { meterPan } from '@openprepay/sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callerOf, openTelemetry, type OpenedTelemetry } from '../../test/opened-telemetry.js';
import { SettleHours } from '../validation/settle-hours.js';
import { FindSeries } from './find-series.js';
import type { Bucket, Resolution } from './series.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const REGISTER = '1-0:1.8.0';

let telemetry: OpenedTelemetry;
beforeAll(async () => {
  telemetry = await openTelemetry({ READINGS_SETTLE_SECONDS: '0' });
});
afterAll(() => telemetry.stop());

/** The last Sunday of a month of the year before last year's end, when clocks in Europe change at 01:00 UTC. */
function lastSunday(month: number): Date {
  const end = new Date(Date.UTC(telemetry.clock.now().getUTCFullYear() - 1, month, 0));
  return new Date(end.getTime() - end.getUTCDay() * DAY_MS);
}

/** The first Sunday of a month, when clocks on Lord Howe Island change by half an hour. */
function firstSunday(month: number): Date {
  const first = new Date(Date.UTC(telemetry.clock.now().getUTCFullYear() - 1, month - 1, 1));
  return new Date(first.getTime() + ((7 - first.getUTCDay()) % 7) * DAY_MS);
}

/** A meter with a reading each quarter of an hour, two days before and after. */
async function meterAround(middle: Date): Promise<string> {
  const meterNumber = await telemetry.meter();
  const from = middle.getTime() - 2 * DAY_MS;
  const readings = Array.from({ length: 4 * 24 * 4 }, (_, index) => ({
    ts: new Date(from + (index * HOUR_MS) / 4),
    registers: { [REGISTER]: `${index}` },
  }));
  const common = { meterNumber, meterPan: meterPan(meterNumber), receivedAt: telemetry.clock.now() };
  await telemetry.deliver(ReadingsReported, [{ ...common, seq: 1, readings }]);
  return meterNumber;
}

interface Asked {
  readonly meterNumber: string;
  readonly resolution: Resolution;
  readonly timeZone: string;
  readonly middle: Date;
}

/** All buckets of four days, in pages of `limit`. */
async function all({ meterNumber, resolution, timeZone, middle }: Asked, limit: number): Promise<readonly Bucket[]> {
  const range = { from: new Date(middle.getTime() - 2 * DAY_MS), to: new Date(middle.getTime() + 2 * DAY_MS) };
  const found: Bucket[] = [];
  let cursor: string | undefined;
  do {
    const query = { meterNumber, register: REGISTER, resolution, limit, ...range, ...(cursor === undefined ? {} : { cursor }) };
    const page = await telemetry.get(FindSeries).execute(callerOf('operator', { timeZone }), query);
    found.push(...(page.items as readonly Bucket[]));
    cursor = page.nextCursor;
    expect(found.length).toBeLessThan(200);
  } while (cursor !== undefined);
  return found;
}

async function settleAll(): Promise<void> {
  while ((await telemetry.get(SettleHours).execute()).hours > 0);
}

describe.each([
  ['Europe/Berlin', 'a day of 25 hours', () => lastSunday(10), 100],
  ['Europe/Berlin', 'a day of 23 hours', () => lastSunday(3), 92],
  ['Asia/Kolkata', 'days that begin at half past', () => lastSunday(10), 96],
  ['Australia/Lord_Howe', 'a day of 24 and a half hours', () => firstSunday(4), 98],
  ['Australia/Lord_Howe', 'a day of 23 and a half hours', () => firstSunday(10), 94],
  ['America/Havana', 'a day whose midnight comes twice', () => firstSunday(11), 100],
] as const)('a series of days in %s with %s', (timeZone, _what, middleOf, wholeDay) => {
  it('has each reading once, in whole days, whatever the size of a page', async () => {
    const middle = middleOf();
    const meterNumber = await meterAround(middle);
    const asked = { meterNumber, resolution: 'day', timeZone, middle } as const;

    const days = await all(asked, 100);

    expect(days.reduce((sum, { count }) => sum + count, 0)).toBe(4 * 24 * 4);
    expect(days.map(({ count }) => count)).toContain(wholeDay);
    expect(new Set(days.map(({ ts }) => ts.getTime())).size).toBe(days.length);
    for (const limit of [1, 2]) expect(await all(asked, limit)).toEqual(days);
    await settleAll();
    for (const limit of [2, 100]) expect(await all(asked, limit)).toEqual(days);
  });

  it('has each hour once, whatever the size of a page', async () => {
    const middle = middleOf();
    const meterNumber = await meterAround(middle);
    const asked = { meterNumber, resolution: 'hour', timeZone, middle } as const;

    const hours = await all(asked, 150);

    expect(hours.reduce((sum, { count }) => sum + count, 0)).toBe(4 * 24 * 4);
    for (const limit of [7, 11]) expect(await all(asked, limit)).toEqual(hours);
    await settleAll();
    for (const limit of [11, 150]) expect(await all(asked, limit)).toEqual(hours);
  });
});
