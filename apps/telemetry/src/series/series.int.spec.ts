import { ReadingsReported } from '@openprepay/contracts/telemetry';
import { meterPan } from '@openprepay/sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callerOf, openTelemetry, type OpenedTelemetry } from '../../test/opened-telemetry.js';
import { FindSeries } from './find-series.js';
import type { Resolution } from './series.js';

const DAY_MS = 86_400_000;
const REGISTER = '1-0:1.8.0';

let telemetry: OpenedTelemetry;
beforeAll(async () => {
  telemetry = await openTelemetry();
});
afterAll(() => telemetry.stop());

async function report(meterNumber: string, values: Readonly<Record<string, string>>): Promise<void> {
  const readings = Object.entries(values).map(([ts, value]) => ({ ts: new Date(ts), registers: { [REGISTER]: value } }));
  const common = { meterNumber, meterPan: meterPan(meterNumber), receivedAt: telemetry.clock.now() };
  await telemetry.deliver(ReadingsReported, [{ ...common, seq: 1, readings }]);
}

describe('a series', () => {
  const find = (meterNumber: string, resolution: Resolution, changes: object = {}) =>
    telemetry.get(FindSeries).execute(callerOf('operator'), { meterNumber, register: REGISTER, resolution, limit: 10, ...changes });
  /** Yesterday at a time of UTC. */
  const yesterday = (time: string): string =>
    `${new Date(telemetry.clock.now().getTime() - DAY_MS).toISOString().slice(0, 10)}T${time}:00.000Z`;
  const range = () => ({ from: new Date(telemetry.clock.now().getTime() - 3 * DAY_MS), to: telemetry.clock.now() });

  it('is what came, or the last, first, least, most and number of it by the hour', async () => {
    const meterNumber = await telemetry.meter();
    await report(meterNumber, { [yesterday('06:10')]: '10', [yesterday('06:50')]: '12', [yesterday('07:00')]: '12.5' });

    const raw = await find(meterNumber, 'raw', range());
    const hours = await find(meterNumber, 'hour', range());

    expect(raw.items.map(({ value }) => value)).toEqual(['10', '12', '12.5']);
    expect(hours.items).toEqual([
      { ts: new Date(yesterday('06:00')), value: '12', first: '10', min: '10', max: '12', count: 2, quality: 'measured', consumption: '2' },
      {
        ts: new Date(yesterday('07:00')),
        value: '12.5',
        first: '12.5',
        min: '12.5',
        max: '12.5',
        count: 1,
        quality: 'measured',
        consumption: '0.5',
      },
    ]);
  });

  it('has the days of the caller’s time zone', async () => {
    const meterNumber = await telemetry.meter();
    await report(meterNumber, { [yesterday('20:30')]: '1', [yesterday('21:30')]: '2' });

    const { items } = await find(meterNumber, 'day', range());

    expect(items.map(({ ts, value }) => [ts.toISOString().slice(11, 16), value])).toEqual([
      ['21:00', '1'],
      ['21:00', '2'],
    ]);
  });

  it.each(['raw', 'hour'] as const)('of %s is read on where its page ended', async (resolution) => {
    const meterNumber = await telemetry.meter();
    await report(meterNumber, { [yesterday('01:00')]: '1', [yesterday('02:00')]: '2', [yesterday('03:00')]: '3' });

    const first = await find(meterNumber, resolution, { ...range(), limit: 2 });
    const second = await find(meterNumber, resolution, { ...range(), limit: 2, cursor: first.nextCursor });

    expect([first.items.length, second.items.map(({ value }) => value), second.nextCursor]).toEqual([2, ['3'], undefined]);
  });

  it('of a meter that the utility does not have is refused', async () => {
    await expect(find(await telemetry.meter('other'), 'raw')).rejects.toMatchObject({ code: 'telemetry.meter_unknown' });
  });
});
