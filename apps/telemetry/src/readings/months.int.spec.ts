import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTelemetry, type OpenedTelemetry } from '../../test/opened-telemetry.js';
import { KeepMonths } from './keep-months.js';
import { ReadingPartitions } from './reading-partitions.js';

let telemetry: OpenedTelemetry;
beforeAll(async () => {
  telemetry = await openTelemetry({ RAW_RETENTION_DAYS: '100' });
});
afterAll(() => telemetry.stop());

const firstOfMonth = (offset: number): string => {
  const now = telemetry.clock.now();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset)).toISOString();
};
const monthName = (offset: number): string => `reading_${firstOfMonth(offset).slice(0, 7).replace('-', '_')}`;
const months = async (): Promise<readonly string[]> =>
  (
    await telemetry.owner.query<{ name: string }>(
      `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'reading'::regclass order by 1`,
    )
  ).rows.map(({ name }) => name);

describe('the months of readings', () => {
  it('are there ahead of time', async () => {
    await telemetry.get(KeepMonths).execute();

    expect(await months()).toEqual(expect.arrayContaining([-1, 0, 1, 2].map(monthName)));
  });

  const ensure = (...offsets: readonly number[]) =>
    telemetry.get(ReadingPartitions).ensure(offsets.map((offset) => firstOfMonth(offset).slice(0, 10)));

  it('go whole when they are past their time, and no others', async () => {
    await ensure(-8, -7, -6, -4);

    await telemetry.get(KeepMonths).execute();

    const left = await months();
    for (const offset of [-8, -7, -6]) expect(left).not.toContain(monthName(offset));
    expect(left).toEqual(expect.arrayContaining([-4, 0].map(monthName)));
    await ensure(-6);
    expect(await months()).toContain(monthName(-6));
  });

  it('stay until all their hours are summed up', async () => {
    await ensure(-6);
    await telemetry.owner.query(`insert into reading_stale values ('acme', '07000000017', $1)`, [firstOfMonth(-6)]);

    await telemetry.get(KeepMonths).execute();

    expect(await months()).toContain(monthName(-6));
    await telemetry.owner.query('delete from reading_stale');
    await telemetry.get(KeepMonths).execute();
    expect(await months()).not.toContain(monthName(-6));
  });

  it('hold nobody up: where points are being written they are emptied, and go once nobody writes', async () => {
    await ensure(-6);
    await telemetry.owner.query(`insert into reading values ('acme', '07000000017', '1-0:1.8.0', $1, 1, 1, now())`, [firstOfMonth(-6)]);
    const writer = new pg.Client({ connectionString: telemetry.database.ownerUrl });
    await writer.connect();
    await writer.query('begin');
    await writer.query(`insert into reading values ('acme', '07000000017', '1-0:1.8.0', $1, 1, 1, now())`, [firstOfMonth(0)]);

    await telemetry.get(KeepMonths).execute();

    expect(await months()).toContain(monthName(-6));
    expect((await telemetry.owner.query(`select from ${monthName(-6)}`)).rows).toEqual([]);
    await writer.query('commit');
    await writer.end();
    await telemetry.get(KeepMonths).execute();
    expect(await months()).not.toContain(monthName(-6));
  });

  it('are kept of the last 60 days, whatever is asked', async () => {
    await expect(telemetry.owner.query('select drop_raw_readings(59)')).rejects.toThrow(/last 60 days/);
  });
});
