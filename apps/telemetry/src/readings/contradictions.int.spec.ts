import { ReadingsReported } from '@openprepay/contracts/telemetry';
import { meterPan } from '@openprepay/sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callerOf, openTelemetry, type OpenedTelemetry } from '../../test/opened-telemetry.js';
import { arrayOfIntegers, arrayOfTimes } from '../shadow/array-of.js';
import { limits } from '../telemetry-limits.js';
import { FindContradictions } from './find-contradictions.js';
import { FindSeries } from '../series/find-series.js';
import type { RawPoint } from '../series/series.js';

const REGISTER = '1-0:1.8.0';

let telemetry: OpenedTelemetry;
beforeAll(async () => {
  telemetry = await openTelemetry();
});
afterAll(() => telemetry.stop());

let seq = 0;
async function say(meterNumber: string, ts: Date, ...values: readonly string[]): Promise<void> {
  const common = { meterNumber, meterPan: meterPan(meterNumber) };
  await telemetry.deliver(
    ReadingsReported,
    values.map((value) => ({
      ...common,
      seq: ++seq,
      receivedAt: telemetry.clock.now(),
      readings: [{ ts, registers: { [REGISTER]: value } }],
    })),
  );
}
const find = (meterNumber: string, changes: object = {}, caller = callerOf('operator')) =>
  telemetry.get(FindContradictions).execute(caller, { meterNumber, limit: 10, ...changes });

/** Minutes and values as they are stored of a meter. */
async function storedOf(meterNumber: string, from: Date): Promise<readonly string[]> {
  const { items } = await telemetry
    .get(FindSeries)
    .execute(callerOf('operator'), { meterNumber, register: REGISTER, resolution: 'raw', limit: 100 });
  return (items as readonly RawPoint[]).map(({ ts, value }) => `${(ts.getTime() - from.getTime()) / 60_000}: ${value}`).sort();
}
const marked = async (meterNumber: string): Promise<boolean> =>
  (await telemetry.owner.query('select from reading_stale where meter_number = $1', [meterNumber])).rowCount === 1;

describe('readings that are told again', () => {
  it('are stored once, with all that is new beside them, however often and among whatever', async () => {
    const [one, other] = [await telemetry.meter(), await telemetry.meter()];
    const from = new Date(Math.floor(telemetry.clock.now().getTime() / 3_600_000) * 3_600_000 - 3_600_000);
    const point = (meterNumber: string, minute: number, value = `${minute}`) => ({
      meterNumber,
      meterPan: meterPan(meterNumber),
      seq: minute,
      receivedAt: telemetry.clock.now(),
      readings: [{ ts: new Date(from.getTime() + minute * 60_000), registers: { [REGISTER]: value } }],
    });
    const batches = [
      [point(one, 1), point(one, 2)],
      // The first that tells something again, and beside it what is new, of one that was not heard of before.
      [point(one, 3), point(one, 2), point(other, 1), point(one, 2, '7')],
      [point(one, 1), point(other, 2)],
      ...Array.from({ length: limits.readings.batchesAfterRepetition + 1 }, (_, nth) => [point(other, 3 + nth)]),
      [point(other, 1), point(one, 4)],
    ];
    for (const batch of batches) await telemetry.deliver(ReadingsReported, batch);

    expect(await storedOf(one, from)).toEqual(['1: 1', '2: 2', '3: 3', '4: 4']);
    const minutes = limits.readings.batchesAfterRepetition + 3;
    expect(await storedOf(other, from)).toEqual(Array.from({ length: minutes }, (_, nth) => `${nth + 1}: ${nth + 1}`).sort());
    expect((await find(one)).items.map(({ value, storedValue }) => [value, storedValue])).toEqual([['7', '2']]);
    expect([await marked(one), await marked(other)]).toEqual([true, true]);
  });
});

describe('arrays that are written as the server has them', () => {
  it('are read as the same numbers and times, from the first to the last that there may be', async () => {
    const integers = [0, 1, -1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, -(2 ** 32) - 1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];
    const times = ['2026-11-22T10:00:00.001Z', '2000-01-01T00:00:00.000Z', '1999-12-31T23:59:59.999Z', '0001-01-01T00:00:00.000Z'].map(
      (text) => new Date(text),
    );
    const all = [...times, new Date(8.64e15), new Date('9999-12-31T23:59:59.999Z')];
    const read = async (text: string, value: unknown): Promise<unknown> =>
      (await telemetry.owner.query<{ readonly read: unknown }>(`select ${text} as read`, [value])).rows[0]?.read;

    expect(
      await read(
        '$1::bigint[]::text[]',
        arrayOfIntegers(integers, (one) => one),
      ),
    ).toEqual(integers.map(String));
    const ms = '(select array_agg((extract(epoch from time) * 1000)::bigint::text) from unnest($1::timestamptz[]) time)';
    expect(
      await read(
        ms,
        arrayOfTimes(all, (time) => time),
      ),
    ).toEqual(all.map((time) => String(time.getTime())));
    expect(
      await read(
        '$1::timestamptz[]',
        arrayOfTimes([], (time: Date) => time),
      ),
    ).toEqual([]);
  });
});

describe('readings that contradict a stored one', () => {
  it('are shown beside it, newest first and page by page, and the point says so', async () => {
    const meterNumber = await telemetry.meter();
    const ts = new Date(telemetry.clock.now().getTime() - 60_000);
    await say(meterNumber, ts, '100.0', '50.0', '60.0');
    telemetry.clock.advance(1_000);
    await say(meterNumber, ts, '70.0', '100');
    await say(meterNumber, new Date(ts.getTime() + 1_000), '101');

    const first = await find(meterNumber, { limit: 2 });
    const second = await find(meterNumber, { limit: 2, cursor: first.nextCursor });

    expect([...first.items, ...second.items].map(({ value, storedValue }) => [value, storedValue])).toEqual([
      ['70.0', '100.0'],
      ['60.0', '100.0'],
      ['50.0', '100.0'],
    ]);
    expect(second.nextCursor).toBeUndefined();
    const series = await telemetry
      .get(FindSeries)
      .execute(callerOf('operator'), { meterNumber, register: REGISTER, resolution: 'raw', limit: 10 });
    expect((series.items as readonly RawPoint[]).map(({ value, contradicted }) => [value, contradicted])).toEqual([
      ['100.0', '50.0'],
      ['101', undefined],
    ]);
  });

  it('are found under any spelling of their register, and are no other utility’s to see', async () => {
    const meterNumber = await telemetry.meter();
    await say(meterNumber, telemetry.clock.now(), '1', '2');

    expect((await find(meterNumber, { register: '01-00:01.08.00*FF' })).items).toHaveLength(1);
    expect((await find(meterNumber, { register: '1-0:2.8.0' })).items).toEqual([]);
    await expect(find(meterNumber, {}, callerOf('operator', { utility: 'other' }))).rejects.toMatchObject({
      code: 'telemetry.meter_unknown',
    });
    await expect(find(meterNumber, { cursor: 'forged' })).rejects.toMatchObject({ code: 'request.cursor_invalid' });
  });

  it('are written down so many times for one point, and no more', async () => {
    const meterNumber = await telemetry.meter();
    const ts = telemetry.clock.now();
    for (let value = 0; value < limits.readings.contradictionsOfOnePoint + 5; value++) await say(meterNumber, ts, `${value}`);

    expect((await find(meterNumber, { limit: 100 })).items).toHaveLength(limits.readings.contradictionsOfOnePoint);
  });
});
