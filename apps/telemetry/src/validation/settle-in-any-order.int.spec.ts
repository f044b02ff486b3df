import { ReadingsReported } from '@openprepay/contracts/telemetry';
import { meterPan } from '@openprepay/sts';
import { flightsOf } from '@openprepay/testing/flights';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callerOf, openTelemetry, type OpenedTelemetry } from '../../test/opened-telemetry.js';
import { FindSeries } from '../series/find-series.js';
import { limits } from '../telemetry-limits.js';
import { decimalOf, exactly } from './exact-values.js';
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

async function totalOf(meterNumber: string, resolution: 'raw' | 'hour' | 'day'): Promise<string> {
  const range = { from: new Date(midnight()), to: new Date(midnight() + DAY_MS) };
  const query = { meterNumber, register: REGISTER, resolution, limit: 500, ...range };
  const { items } = await telemetry.get(FindSeries).execute(callerOf('operator', { timeZone: 'UTC' }), query);
  return decimalOf(items.reduce((sum, { consumption }) => sum + (consumption === undefined ? 0n : exactly(consumption)), 0n));
}

/** What a counter has used by the minutes of a day, with where in the arrivals each reading is, and whether hours are settled after it. */
const arrivals = fc.uniqueArray(fc.record({ minute: fc.integer({ min: 0, max: 1_439 }), place: fc.integer(), settles: fc.boolean() }), {
  selector: ({ minute }) => minute,
  minLength: 2,
  maxLength: 24,
});

describe('hours and days', () => {
  it('come to the sum of what was read, in whatever order it came and whenever hours were summed up', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, async (readings) => {
        const meterNumber = await telemetry.meter();
        const minutes = readings.map(({ minute }) => minute);
        for (const { minute, settles } of readings.toSorted((one, other) => one.place - other.place)) {
          const reading = {
            ts: new Date(midnight() + minute * MINUTE_MS),
            registers: { [REGISTER]: decimalOf(exactly('0.01') * BigInt(minute)) },
          };
          const message = {
            meterNumber,
            meterPan: meterPan(meterNumber),
            seq: minute,
            receivedAt: telemetry.clock.now(),
            readings: [reading],
          };
          await telemetry.deliver(ReadingsReported, [message]);
          if (settles) await settleAll();
        }
        await settleAll();

        const used = decimalOf(exactly('0.01') * BigInt(Math.max(...minutes) - Math.min(...minutes)));
        expect([await totalOf(meterNumber, 'hour'), await totalOf(meterNumber, 'day')]).toEqual([used, used]);
      }),
      { numRuns: 8 },
    );
  });

  it('are summed up from no more points in memory than is said, however many meters report however often', async () => {
    const meters = [await telemetry.meter(), await telemetry.meter(), await telemetry.meter()];
    const each = Math.ceil(limits.validation.pointsInMemory / 2);
    for (const meterNumber of meters) {
      const message = { meterNumber, meterPan: meterPan(meterNumber), seq: 1, receivedAt: telemetry.clock.now() };
      await telemetry.deliver(ReadingsReported, [{ ...message, readings: [{ ts: new Date(midnight()), registers: { [REGISTER]: '0' } }] }]);
    }
    await telemetry.owner.query(
      `insert into reading (utility, meter_number, register, ts, value, seq, received_at)
       select 'acme', m, '${REGISTER}', $2::timestamptz + n * interval '100 ms', n * 0.000001, n, now()
       from unnest($1::text[]) m, generate_series(1, $3::int) n`,
      [meters, new Date(midnight()), each],
    );

    const { statements } = await flightsOf(settleAll);

    expect(statements.filter((text) => text.includes('asked(meter_number, hour)')).length).toBeGreaterThanOrEqual(4);
    const used = decimalOf(exactly('0.000001') * BigInt(each));
    for (const meterNumber of meters) expect(await totalOf(meterNumber, 'hour')).toBe(used);
  });
});
