import { ReadingsReported } from '@openprepay/contracts/telemetry';
import { meterPan } from '@openprepay/sts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTelemetry, type OpenedTelemetry } from '../../test/opened-telemetry.js';
import { SettleHours } from './settle-hours.js';

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
const REGISTER = '1-0:1.8.0';

let telemetry: OpenedTelemetry;
beforeAll(async () => {
  telemetry = await openTelemetry({ READINGS_SETTLE_SECONDS: '0' });
});
afterAll(() => telemetry.stop());

/** The day before yesterday, at midnight of UTC. */
const midnight = (): number => Math.floor(telemetry.clock.now().getTime() / DAY_MS) * DAY_MS - 2 * DAY_MS;

async function settleAll(): Promise<void> {
  while ((await telemetry.get(SettleHours).execute()).hours > 0);
}

type Point = readonly [minute: number, value: string];

/** Each portion comes at once, and is summed up before the next comes. */
async function say(meterNumber: string, ...portions: readonly (readonly Point[])[]): Promise<void> {
  for (const portion of portions) {
    for (const [minute, value] of portion) {
      telemetry.clock.advance(1);
      const readings = [{ ts: new Date(midnight() + minute * MINUTE_MS), registers: { [REGISTER]: value } }];
      const message = { meterNumber, meterPan: meterPan(meterNumber), seq: minute, receivedAt: telemetry.clock.now(), readings };
      await telemetry.deliver(ReadingsReported, [message]);
    }
    await settleAll();
  }
}

/** What is known of a meter's hours, but for what is found once a day. */
async function known(meterNumber: string): Promise<unknown> {
  const of = 'where meter_number = $1';
  const statements = [
    `select hour, quarters, firsts::text[], lasts::text[], counts, consumptions::text[], suspects, estimated from reading_hour ${of} order by hour`,
    `select hour, ts, value::text, consumption::text from reading_estimate ${of} order by hour, ts`,
    `select hour, kind, ts, until, value::text, other::text from reading_exception
     ${of} and state = 'open' and kind not in ('late', 'clock-skew') order by hour, kind, ts`,
  ];
  return Promise.all(statements.map(async (statement) => (await telemetry.owner.query(statement, [meterNumber])).rows as unknown[]));
}

/** All of a meter's hours are summed up once more. */
async function again(meterNumber: string): Promise<void> {
  await telemetry.owner.query(
    `insert into reading_stale (utility, meter_number, hour)
     select distinct 'acme', meter_number, date_bin('1 hour', ts, 'epoch') from reading where meter_number = $1 on conflict do nothing`,
    [meterNumber],
  );
  await settleAll();
}

/** A counter by the ten minutes of half a day, that slips now and then. */
const arrivals = fc.uniqueArray(
  fc.record({ tenth: fc.integer({ min: 0, max: 71 }), place: fc.integer(), settles: fc.boolean(), slip: fc.constantFrom('', '', '', '3') }),
  { selector: ({ tenth }) => tenth, minLength: 4, maxLength: 24 },
);

describe('hours that are all summed up once more come out as they are', () => {
  it('where the first point of an hour comes after a later one, which a slip of the counter in the hour before agreed with', async () => {
    const meterNumber = await telemetry.meter();

    await say(meterNumber, [[10, '1000']], [[50, '3']], [[90, '5']], [[65, '1001']]);

    const before = await known(meterNumber);
    await again(meterNumber);
    expect(await known(meterNumber)).toEqual(before);
  });

  it('where late points tell how often a meter reports, and the next hour does not change by them', async () => {
    const meterNumber = await telemetry.meter();
    const hourly = [0, 60, 120, 360].map((minute): Point => [minute, String(100 + minute)]);
    const late = [25, 50].map((minute): Point => [minute, String(100 + minute)]);

    await say(meterNumber, hourly, late);

    const before = await known(meterNumber);
    await again(meterNumber);
    expect(await known(meterNumber)).toEqual(before);
  });

  it('in whatever order points came, and whenever hours were summed up', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, async (readings) => {
        const meterNumber = await telemetry.meter();
        const portions: Point[][] = [[]];
        for (const { tenth, settles, slip } of readings.toSorted((one, other) => one.place - other.place)) {
          portions.at(-1)!.push([tenth * 10, slip || String(1_000 + tenth)]);
          if (settles) portions.push([]);
        }
        await say(meterNumber, ...portions);

        const before = await known(meterNumber);
        await again(meterNumber);
        expect(await known(meterNumber)).toEqual(before);
      }),
      { numRuns: 12 },
    );
  });
});
