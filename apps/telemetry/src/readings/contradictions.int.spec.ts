import { ReadingsReported } from '@openprepay/contracts/telemetry';
import { meterPan } from '@openprepay/sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callerOf, openTelemetry, type OpenedTelemetry } from '../../test/opened-telemetry.js';
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
