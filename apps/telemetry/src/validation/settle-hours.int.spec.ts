import { ReadingsReported } from '@openprepay/contracts/telemetry';
import { meterPan } from '@openprepay/sts';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callerOf, openTelemetry, type OpenedTelemetry } from '../../test/opened-telemetry.js';
import { FindSeries } from '../series/find-series.js';
import type { Resolution } from '../series/series.js';
import { SettleHours } from './settle-hours.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const REGISTER = '1-0:1.8.0';

let telemetry: OpenedTelemetry;
beforeAll(async () => {
  telemetry = await openTelemetry({ READINGS_SETTLE_SECONDS: '0' });
});
afterAll(() => telemetry.stop());

/** The day before yesterday at a time of UTC. */
const at = (time: string): string => `${new Date(telemetry.clock.now().getTime() - 2 * DAY_MS).toISOString().slice(0, 10)}T${time}:00.000Z`;

async function report(meterNumber: string, values: Readonly<Record<string, string>>, register = REGISTER): Promise<void> {
  const readings = Object.entries(values).map(([time, value]) => ({ ts: new Date(at(time)), registers: { [register]: value } }));
  const common = { meterNumber, meterPan: meterPan(meterNumber), receivedAt: telemetry.clock.now() };
  await telemetry.deliver(ReadingsReported, [{ ...common, seq: 1, readings }]);
}

async function settleAll(): Promise<void> {
  while ((await telemetry.get(SettleHours).execute()).hours > 0);
}

async function find(meterNumber: string, resolution: Resolution, changes: object = {}) {
  const range = { from: new Date(telemetry.clock.now().getTime() - 4 * DAY_MS), to: telemetry.clock.now() };
  const query = { meterNumber, register: REGISTER, resolution, limit: 100, ...range, ...changes };
  return (await telemetry.get(FindSeries).execute(callerOf('operator', { timeZone: 'UTC' }), query)).items;
}
const consumed = async (meterNumber: string, resolution: Resolution = 'hour') =>
  (await find(meterNumber, resolution)).map(({ ts, value, consumption, quality }) =>
    [ts.toISOString().slice(11, 16), value, consumption ?? '-', quality].join(' '),
  );
const rollUps = async (meterNumber: string) =>
  (await telemetry.owner.query<{ hours: number }>('select count(*)::int as hours from reading_hour where meter_number = $1', [meterNumber]))
    .rows[0]!.hours;
const marked = async () => (await telemetry.owner.query(`select from reading_stale union all select from reading_settling`)).rows.length;

describe('hours of readings', () => {
  it('say the same before they are summed up, and after', async () => {
    const meterNumber = await telemetry.meter();
    await report(meterNumber, { '06:00': '10', '06:30': '11', '07:15': '12.5', '09:45': '13' });
    const before = [await find(meterNumber, 'hour'), await find(meterNumber, 'day')];

    await settleAll();

    expect(await rollUps(meterNumber)).toBe(3);
    expect(await marked()).toBe(0);
    expect([await find(meterNumber, 'hour'), await find(meterNumber, 'day')]).toEqual(before);
    expect(await consumed(meterNumber)).toEqual(['06:00 11 1 measured', '07:00 12.5 1.5 measured', '09:00 13 0.5 measured']);
    expect(await consumed(meterNumber, 'day')).toEqual(['00:00 13 3 measured']);
  });

  it('are done again where data comes late, and so is the hour after', async () => {
    const meterNumber = await telemetry.meter();
    await report(meterNumber, { '06:00': '10', '09:00': '13', '12:00': '14' });
    await settleAll();
    expect(await consumed(meterNumber)).toEqual(['06:00 10 - measured', '09:00 13 3 measured', '12:00 14 1 measured']);

    await report(meterNumber, { '07:30': '12.5' });
    await settleAll();

    expect(await consumed(meterNumber)).toEqual([
      '06:00 10 - measured',
      '07:00 12.5 2.5 measured',
      '09:00 13 0.5 measured',
      '12:00 14 1 measured',
    ]);
  });

  it('are done again once it is known that a counter at zero was one slip', async () => {
    const meterNumber = await telemetry.meter();
    await report(meterNumber, { '06:15': '500', '06:45': '0' });
    await settleAll();
    expect(await consumed(meterNumber)).toEqual(['06:00 0 0 measured']);

    await report(meterNumber, { '07:00': '501' });
    await settleAll();

    expect(await consumed(meterNumber)).toEqual(['06:00 0 - suspect', '07:00 501 1 measured']);
  });

  it('see counters that come round or are set to zero', async () => {
    const meterNumber = await telemetry.meter();
    await report(meterNumber, { '06:00': '99999.5', '07:00': '1.5', '08:00': '2', '09:00': '2.5' });

    await settleAll();

    expect(await consumed(meterNumber, 'day')).toEqual(['00:00 2.5 3 measured']);
    expect((await find(meterNumber, 'raw')).map(({ consumption }) => consumption)).toEqual([undefined, '2', '0.5', '0.5']);
  });

  it('outlive their points', async () => {
    const meterNumber = await telemetry.meter();
    await report(meterNumber, { '06:00': '10', '07:00': '11' });
    await settleAll();
    const before = await find(meterNumber, 'hour');

    await telemetry.owner.query('delete from reading where meter_number = $1', [meterNumber]);

    expect(await find(meterNumber, 'raw')).toEqual([]);
    expect(await find(meterNumber, 'hour')).toEqual(before);
  });

  it('miss no point that is being written while they are summed up', async () => {
    const meterNumber = await telemetry.meter();
    await report(meterNumber, { '06:00': '10' });
    const writer = new pg.Client({ connectionString: telemetry.database.ownerUrl });
    await writer.connect();
    await writer.query('begin');
    // As the service stores points: the hour is marked already.
    await writer.query(
      `with stored as (insert into reading values ('acme', $1, $2, $3, 11, 2, now()) returning ts)
       insert into reading_stale select 'acme', $1, date_bin('1 hour', ts, timestamptz 'epoch') from stored on conflict do nothing`,
      [meterNumber, REGISTER, at('06:30')],
    );
    await telemetry.get(SettleHours).execute();
    await telemetry.get(SettleHours).execute();
    expect(await rollUps(meterNumber)).toBe(0);

    await writer.query('commit');
    await writer.end();
    await settleAll();

    expect(await consumed(meterNumber)).toEqual(['06:00 11 1 measured']);
  });
});
