import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { limits } from '../telemetry-limits.js';
import type { MeterHour } from './hour.js';
import type { MeasuredPoint } from './judge-points.js';

/** The points of a register around an hour: some before, all of it, and one after, in the order of time. */
export interface RegisterHour extends MeterHour {
  readonly register: string;
  readonly points: readonly MeasuredPoint[];
}

interface PointRow {
  readonly meterNumber: string;
  readonly hour: Date;
  readonly register: string;
  readonly ts: Date;
  readonly value: string;
  readonly receivedAt: Date;
}

const OF_REGISTER = 'r.utility = $1 and r.meter_number = k.meter_number and r.register = k.register';
const END = `k.hour + interval '1 hour'`;

/** By the newest values it is known which registers a meter has: the key of the points begins with them. */
const AROUND = `
with k as (
  select asked.meter_number, asked.hour, m.register
  from unnest($2::text[], $3::timestamptz[]) as asked(meter_number, hour)
  join meter_register m on m.utility = $1 and m.meter_number = asked.meter_number and ($4::text is null or m.register = $4)
  where exists (select from reading r where r.utility = $1 and r.meter_number = asked.meter_number and r.register = m.register
    and r.ts >= asked.hour and r.ts < asked.hour + interval '1 hour'))
select k.meter_number as "meterNumber", k.hour, k.register, p.ts, p.value::text, p.received_at as "receivedAt"
from k cross join lateral (
  (select ts, value, received_at from reading r where ${OF_REGISTER} and r.ts < k.hour order by ts desc limit $5)
  union all select ts, value, received_at from reading r where ${OF_REGISTER} and r.ts >= k.hour and r.ts < ${END}
  union all (select ts, value, received_at from reading r where ${OF_REGISTER} and r.ts >= ${END} order by ts limit 1)) p
order by 1, 2, 3, 4`;

export class HourPointsRepository {
  /** @param register only this one; every one of the meter unless given */
  async around(tx: Tx, hours: readonly MeterHour[], register?: string): Promise<readonly RegisterHour[]> {
    if (hours.length === 0) return [];
    const rows = await sql<PointRow>(tx, AROUND, [
      tx.utility,
      hours.map(({ meterNumber }) => meterNumber),
      hours.map(({ hour }) => hour),
      register ?? null,
      limits.validation.pointsBefore,
    ]);
    const found: { meterNumber: string; hour: Date; register: string; points: MeasuredPoint[] }[] = [];
    for (const { meterNumber, hour, register: ofRow, ...point } of rows) {
      const open = found.at(-1);
      const isSame = open?.meterNumber === meterNumber && open.register === ofRow && open.hour.getTime() === hour.getTime();
      if (isSame) open.points.push(point);
      else found.push({ meterNumber, hour, register: ofRow, points: [point] });
    }
    return found;
  }
}
