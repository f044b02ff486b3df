import { sql } from '@openprepay/persistence/sql';
import { renderMetrics } from '@openprepay/runtime/metrics';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openTelemetry, type OpenedTelemetry } from '../../test/opened-telemetry.js';
import { KeepMonths } from '../readings/keep-months.js';
import { HourPointsRepository, POINTS_AROUND } from './hour-points.repository.js';
import { limits } from '../telemetry-limits.js';
import { SettleHours } from './settle-hours.js';

const METERS = 4;
const HOURS = 150;
const POINTS_AN_HOUR = 40;
const REGISTER = '1-0:1.8.0';
const HOUR_MS = 3_600_000;

let telemetry: OpenedTelemetry;
let meterNumbers: readonly string[];
let first: Date;
beforeAll(async () => {
  telemetry = await openTelemetry({ READINGS_SETTLE_SECONDS: '0' });
  await telemetry.get(KeepMonths).execute();
});
afterAll(() => telemetry.stop());

/** Meters that have just told of all these hours at once, as after a week away. */
beforeEach(async () => {
  meterNumbers = await Promise.all(Array.from({ length: METERS }, () => telemetry.meter()));
  first = new Date(Math.floor(telemetry.clock.now().getTime() / HOUR_MS - HOURS - 2) * HOUR_MS);
  await telemetry.owner.query('truncate reading_stale, reading_settling');
  await tell(meterNumbers, { hours: HOURS, pointsAnHour: POINTS_AN_HOUR });
  await telemetry.owner.query('analyze');
});

async function tell(meters: readonly string[], { hours, pointsAnHour }: { readonly hours: number; readonly pointsAnHour: number }) {
  await telemetry.owner.query(
    `insert into meter_register (utility, meter_number, register, ts, value, received_at) select 'acme', m, $2, now(), 1, now() from unnest($1::text[]) m`,
    [meters, REGISTER],
  );
  await telemetry.owner.query(
    `with point as (
       insert into reading (utility, meter_number, register, ts, value, seq, received_at)
       select 'acme', m, $2, $3::timestamptz + n * interval '1 hour' / $5::int, n, n, now() from unnest($1::text[]) m, generate_series(0, $4::int * $5::int - 1) n
       returning meter_number, ts)
     insert into reading_stale (utility, meter_number, hour) select distinct 'acme', meter_number, date_bin('1 hour', ts, 'epoch') from point`,
    [meters, REGISTER, first, hours, pointsAnHour],
  );
}

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly Plans?: readonly Plan[];
}
const nodesOf = (plan: Plan): readonly Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

async function oldestWait(): Promise<number> {
  const [, seconds] = /^telemetry_hours_oldest_wait_seconds (\S+)$/m.exec((await renderMetrics()).text) ?? [];
  return Number(seconds);
}

describe('the work of summing hours up', () => {
  it('is done once for each hour of a history that comes at once, but where its portions meet', async () => {
    let hours = 0;
    for (let round = 1; round > 0; hours += round) round = (await telemetry.get(SettleHours).execute()).hours;

    expect(hours).toBeGreaterThanOrEqual(METERS * HOURS);
    expect(hours).toBeLessThan(METERS * HOURS * 1.1);
  });

  it('finds out once how many hours of meters that say much can be read together, and not at each step', async () => {
    const { hoursInMemory, pointsInMemory } = limits.validation;
    const dense = await Promise.all([telemetry.meter(), telemetry.meter()]);
    await telemetry.owner.query('truncate reading_stale');
    await tell(dense, { hours: hoursInMemory, pointsAnHour: pointsInMemory / hoursInMemory + 50 });
    const read = vi.spyOn(telemetry.get(HourPointsRepository), 'aroundAtMost');

    const { hours } = await telemetry.get(SettleHours).execute();

    expect(hours).toBe(dense.length * hoursInMemory);
    const asked = read.mock.calls.reduce((sum, [, together]) => sum + together.length, 0);
    expect(asked).toBe(hours + hoursInMemory);
    read.mockRestore();
  });

  it('says how long the oldest hour has waited, until none waits', async () => {
    await telemetry.owner.query(`update reading_stale set marked_at = now() - interval '90 seconds'`);
    await telemetry.get(SettleHours).execute();
    expect(await oldestWait()).toBeGreaterThanOrEqual(90);

    while ((await telemetry.get(SettleHours).execute()).hours > 0);

    expect(await oldestWait()).toBe(0);
  });

  it('says so of hours that were claimed, too, while something else keeps them from being summed up', async () => {
    await telemetry.owner.query(`update reading_stale set marked_at = now() - interval '90 seconds'`);
    const other = new pg.Client({ connectionString: telemetry.database.ownerUrl });
    await other.connect();
    await other.query('begin');
    // It could have written points of these hours.
    await other.query('select pg_current_xact_id()');

    for (let round = 0; round < 4; round++) expect((await telemetry.get(SettleHours).execute()).hours).toBe(0);

    expect((await telemetry.owner.query('select from reading_stale')).rows).toEqual([]);
    expect(await oldestWait()).toBeGreaterThanOrEqual(90);
    await other.query('commit');
    await other.end();
  });

  it('reads the points of the hours that it sums up, and not those of all', async () => {
    const hour = new Date(first.getTime() + (HOURS / 2) * 3_600_000);
    const parameters = [
      'acme',
      meterNumbers,
      meterNumbers.map(() => hour),
      null,
      limits.validation.pointsBefore,
      limits.validation.pointsInMemory,
    ];

    const [row] = await telemetry.run((tx) =>
      sql<{ readonly 'QUERY PLAN': readonly { readonly Plan: Plan }[] }>(tx, `explain (analyze, format json) ${POINTS_AROUND}`, parameters),
    );

    const ofPoints = nodesOf(row!['QUERY PLAN'][0]!.Plan).filter((node) => /^reading_\d/.test(node['Relation Name'] ?? ''));
    const read = ofPoints.reduce((sum, node) => sum + node['Actual Rows'] * node['Actual Loops'], 0);
    expect(read).toBeGreaterThanOrEqual(METERS * POINTS_AN_HOUR);
    expect(read).toBeLessThan(METERS * POINTS_AN_HOUR * 2);
  });
});
