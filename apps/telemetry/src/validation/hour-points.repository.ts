import { present } from '@openprepay/contracts/present';
import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { timesOf } from '../shadow/array-of.js';
import { limits } from '../telemetry-limits.js';
import type { MeterHour } from './hour.js';
import type { MeasuredPoint, Ruling } from './measured-point.js';

/** The points of a register around an hour: some before, all of it, and one after, in the order of time. */
export interface RegisterHour extends MeterHour {
  readonly register: string;
  readonly points: readonly MeasuredPoint[];
  /** Gaps that end in the hour and are to be left as they are, by when they begin. */
  readonly discardedGaps: readonly Date[];
}

interface Reading {
  /** Only this one. */
  readonly register?: string | undefined;
  /** No more points. */
  readonly most?: number;
}

/**
 * The points of a register around an hour, by columns, in the order of time: a row for each would cost several times as much to write and
 * to read.
 */
interface ColumnsRow extends MeterHour {
  readonly register: string;
  readonly gaps: readonly Date[] | null;
  /** There are no more points in all than were asked for; where there are, nothing is told of them. */
  readonly fits: boolean;
  readonly times: Buffer | null;
  readonly received: Buffer | null;
  /** With spaces in between. */
  readonly values: string | null;
}

/** What is known of a point besides, of the register that is the `nth`. */
interface KnownRow extends RuledRow {
  readonly nth: number;
  readonly ts: Date;
}

/** What is known of a point `p` besides, of the register `k`: what contradicts it, and what somebody ruled. */
export const RULED = (k: string): string => `left join lateral (
    select c.value::text as contradicted from reading_conflict c
    where c.utility = $1 and c.meter_number = ${k}.meter_number and c.register = ${k}.register and c.ts = p.ts order by c.received_at limit 1) c on true
  left join lateral (
    select u.decision, u.value::text as "ruledValue" from reading_ruling u
    where u.utility = $1 and u.meter_number = ${k}.meter_number and u.register = ${k}.register and u.ts = p.ts and u.kind <> 'gap'
    order by u.ruled_at desc limit 1) u on true`;

export interface RuledRow {
  readonly contradicted: string | null;
  readonly decision: Ruling['decision'] | null;
  readonly ruledValue: string | null;
}

export function ruledPoint({ contradicted, decision, ruledValue }: RuledRow): Pick<MeasuredPoint, 'contradicted' | 'ruling'> {
  return present({ contradicted: contradicted ?? undefined, ruling: rulingOf(decision, ruledValue) });
}

function rulingOf(decision: Ruling['decision'] | null, value: string | null): Ruling | undefined {
  if (decision === null) return undefined;
  return decision === 'replace' ? { decision, value: value! } : { decision };
}

const OF_REGISTER = 'r.utility = $1 and r.meter_number = k.meter_number and r.register = k.register';
const END = `k.hour + interval '1 hour'`;

/**
 * By the newest values it is known which registers a meter has: the key of the points begins with them. Whether one has points in
 * the hour is asked with a limit, which is answered from that key for each: `exists` would be joined with all points there are.
 */
export const POINTS_AROUND = `
with k as (
  select asked.meter_number, asked.hour, m.register, (select array_agg(g.ts) from reading_ruling g
    where g.utility = $1 and g.meter_number = m.meter_number and g.register = m.register and g.hour = asked.hour
      and g.kind = 'gap' and g.decision = 'discard') as gaps
  from unnest($2::text[], $3::timestamptz[]) as asked(meter_number, hour)
  join meter_register m on m.utility = $1 and m.meter_number = asked.meter_number and ($4::text is null or m.register = $4)
  cross join lateral (select from reading r where r.utility = $1 and r.meter_number = m.meter_number and r.register = m.register
    and r.ts >= asked.hour and r.ts < asked.hour + interval '1 hour' limit 1) as has_points),
around as (
  select k.*, p.*, sum(p.points) over () <= $6 as fits
  from k cross join lateral (
    select count(*) as points, array_send(array_agg(ts order by ts)) as times, array_send(array_agg(received_at order by ts)) as received,
      string_agg(value::text, ' ' order by ts) as values
    from (
      (select ts, value, received_at from reading r where ${OF_REGISTER} and r.ts < k.hour order by ts desc limit $5)
      union all select ts, value, received_at from reading r where ${OF_REGISTER} and r.ts >= k.hour and r.ts < ${END}
      union all (select ts, value, received_at from reading r where ${OF_REGISTER} and r.ts >= ${END} order by ts limit 1)) point) p)
select meter_number as "meterNumber", hour, register, gaps, fits, case when fits then times end as times,
  case when fits then received end as received, case when fits then values end as values
from around order by 1, 2, 3`;

/** What contradicts points of registers, and what somebody ruled of them: looked for by the register, for there are few. */
const KNOWN = `
with k as (select * from unnest($2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[]) with ordinality as k(meter_number, register, first, last, nth))
select k.nth::int, c.ts, c.value::text as contradicted, null as decision, null as "ruledValue"
from k cross join lateral (
  select distinct on (c.ts) c.ts, c.value from reading_conflict c
  where c.utility = $1 and c.meter_number = k.meter_number and c.register = k.register and c.ts between k.first and k.last
  order by c.ts, c.received_at) c
union all
select k.nth::int, u.ts, null, u.decision, u.value::text
from k cross join lateral (
  select distinct on (u.ts) u.ts, u.decision, u.value from reading_ruling u
  where u.utility = $1 and u.meter_number = k.meter_number and u.register = k.register and u.kind <> 'gap' and u.ts between k.first and k.last
  order by u.ts, u.ruled_at desc) u`;

const ANY_NUMBER = 2 ** 31 - 1;

export class HourPointsRepository {
  /** @param register only this one; every one of the meter unless given */
  async around(tx: Tx, hours: readonly MeterHour[], register?: string): Promise<readonly RegisterHour[]> {
    return hours.length === 0 ? [] : this.known(tx, await this.read(tx, hours, { register }));
  }

  /** @returns undefined where several hours have more points than that together */
  async aroundAtMost(tx: Tx, hours: readonly MeterHour[], most: number): Promise<readonly RegisterHour[] | undefined> {
    const rows = await this.read(tx, hours, hours.length === 1 ? {} : { most });
    return rows.every(({ fits }) => fits) ? this.known(tx, rows) : undefined;
  }

  private read(tx: Tx, hours: readonly MeterHour[], { register, most = ANY_NUMBER }: Reading): Promise<readonly ColumnsRow[]> {
    return sql<ColumnsRow>(tx, POINTS_AROUND, [
      tx.utility,
      hours.map(({ meterNumber }) => meterNumber),
      hours.map(({ hour }) => hour),
      register ?? null,
      limits.validation.pointsBefore,
      most,
    ]);
  }

  /** The points with all that is known of them. */
  private async known(tx: Tx, rows: readonly ColumnsRow[]): Promise<readonly RegisterHour[]> {
    if (rows.length === 0) return [];
    const read = rows.map(({ meterNumber, hour, register, gaps, ...columns }) => ({
      ...{ meterNumber, hour, register },
      points: pointsOf(columns),
      discardedGaps: gaps ?? [],
    }));
    const known = await sql<KnownRow>(tx, KNOWN, [
      tx.utility,
      read.map(({ meterNumber }) => meterNumber),
      read.map(({ register }) => register),
      read.map(({ points }) => points[0]!.ts),
      read.map(({ points }) => points.at(-1)!.ts),
    ]);
    if (known.length === 0) return read;
    const ofPoint = new Map<string, Partial<MeasuredPoint>>();
    for (const { nth, ts, ...ruled } of known) {
      const key = keyOf(nth, ts);
      ofPoint.set(key, { ...ofPoint.get(key), ...ruledPoint(ruled) });
    }
    return read.map((one, index) => ({
      ...one,
      points: one.points.map((point) => ({ ...point, ...ofPoint.get(keyOf(index + 1, point.ts)) })),
    }));
  }

  /** The hours after these that are judged from points of theirs: those of as many points as an hour is judged from. */
  async following(tx: Tx, hours: readonly Omit<RegisterHour, 'points' | 'discardedGaps'>[]): Promise<readonly MeterHour[]> {
    if (hours.length === 0) return [];
    return sql<MeterHour>(
      tx,
      `select distinct k.meter_number as "meterNumber", date_bin('1 hour', p.ts, 'epoch') as hour
       from unnest($2::text[], $3::text[], $4::timestamptz[]) as k(meter_number, register, hour)
       cross join lateral (select ts from reading r where ${OF_REGISTER} and r.ts >= ${END} order by ts limit $5) p`,
      [
        tx.utility,
        hours.map(({ meterNumber }) => meterNumber),
        hours.map(({ register }) => register),
        hours.map(({ hour }) => hour),
        limits.validation.pointsBefore,
      ],
    );
  }

  /** Gaps of a register of which somebody said that they are to be left as they are, by when they begin. */
  async discardedGaps(
    tx: Tx,
    { meterNumber, register, to }: Pick<RegisterHour, 'meterNumber' | 'register'> & { readonly to: Date },
  ): Promise<readonly Date[]> {
    const rows = await sql<{ readonly ts: Date }>(
      tx,
      `select ts from reading_ruling where utility = $1 and meter_number = $2 and register = $3 and ts < $4 and kind = 'gap' and decision = 'discard'`,
      [tx.utility, meterNumber, register, to],
    );
    return rows.map(({ ts }) => ts);
  }
}

const keyOf = (nth: number, ts: Date): string => `${nth} ${ts.getTime()}`;

function pointsOf({ times, received, values }: Pick<ColumnsRow, 'times' | 'received' | 'values'>): readonly MeasuredPoint[] {
  const [at, cameAt, texts] = [timesOf(times!), timesOf(received!), values!.split(' ')];
  return at.map((ts, index) => ({ ts, value: texts[index]!, receivedAt: cameAt[index]! }));
}
