import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { type Finding, OF_STEPS } from './finding.js';
import type { MeterHour } from './hour.js';

export interface FoundException extends Finding {
  readonly exceptionId: string;
  readonly foundAt: Date;
}

/** A counter that may stand still: what it showed last in an hour in which it did not move. */
export interface StillCounter extends MeterHour {
  readonly register: string;
  readonly ts: Date;
  readonly value: string;
}

/** What is found in readings, as it is found: once by kind and key, until the points say otherwise. */
export class FindingRepository {
  /** Writes down what is new or goes on; what somebody has resolved stays as that is. */
  async note(tx: Tx, found: readonly FoundException[]): Promise<void> {
    if (found.length === 0) return;
    await sql(
      tx,
      `insert into reading_exception as known (exception_id, utility, meter_number, register, kind, key_at, hour, ts, until, value, other, found_at)
       select "exceptionId", $1, "meterNumber", register, kind, "keyAt", hour, ts, until, value, other, "foundAt"
       from jsonb_to_recordset($2::jsonb) as f("exceptionId" uuid, "meterNumber" text, register text, kind text, "keyAt" timestamptz,
         hour timestamptz, ts timestamptz, until timestamptz, value numeric, other numeric, "foundAt" timestamptz)
       order by "meterNumber", register, kind, "keyAt"
       on conflict (utility, meter_number, register, kind, key_at) do update set
         state = case known.state when 'ended' then 'open' else known.state end,
         ts = least(known.ts, excluded.ts), hour = excluded.hour, value = coalesce(known.value, excluded.value),
         until = case known.kind when 'gap' then excluded.until else greatest(known.until, excluded.until) end
       where known.state <> 'resolved' and (known.state = 'ended' or known.ts > excluded.ts or known.until is distinct from excluded.until)`,
      [tx.utility, JSON.stringify(found)],
    );
  }

  /** Ends what was seen in steps of these hours and is no more. @param found all that is seen in them */
  async endOthers(tx: Tx, hours: readonly MeterHour[], found: readonly Finding[]): Promise<void> {
    await sql(
      tx,
      `update reading_exception as e set state = 'ended'
       where utility = $1 and state = 'open' and kind = any($2::text[])
         and (meter_number, hour) in (select * from unnest($3::text[], $4::timestamptz[]))
         and not exists (select from jsonb_to_recordset($5::jsonb) as f("meterNumber" text, register text, kind text, "keyAt" timestamptz)
           where f."meterNumber" = e.meter_number and f.register = e.register and f.kind = e.kind and f."keyAt" = e.key_at)`,
      [
        tx.utility,
        OF_STEPS,
        hours.map(({ meterNumber }) => meterNumber),
        hours.map(({ hour }) => hour),
        JSON.stringify(found.map(({ meterNumber, register, kind, keyAt }) => ({ meterNumber, register, kind, keyAt }))),
      ],
    );
  }

  /** Of counters that did not move in an hour, those that showed the same so long before; `keyAt` is that of what is open of them. */
  async flat(tx: Tx, still: readonly StillCounter[], days: number): Promise<readonly (StillCounter & { readonly keyAt: Date })[]> {
    if (still.length === 0) return [];
    const rows = await sql<{ readonly nth: number; readonly keyAt: Date }>(
      tx,
      `select s.nth::int as nth, coalesce(e.key_at, p.ts) as "keyAt"
       from unnest($2::text[], $3::text[], $4::timestamptz[], $5::numeric[]) with ordinality as s(meter_number, register, ts, value, nth)
       cross join lateral (
         select ts, value from reading r where r.utility = $1 and r.meter_number = s.meter_number and r.register = s.register
           and r.ts <= s.ts - make_interval(days => $6) order by r.ts desc limit 1) p
       left join lateral (
         select key_at from reading_exception e where e.utility = $1 and e.meter_number = s.meter_number and e.register = s.register
           and e.kind = 'flat' and e.value = s.value and e.key_at <= s.ts order by e.key_at desc limit 1) e on true
       where p.value = s.value`,
      [
        tx.utility,
        still.map(({ meterNumber }) => meterNumber),
        still.map(({ register }) => register),
        still.map(({ ts }) => ts),
        still.map(({ value }) => value),
        days,
      ],
    );
    return rows.map(({ nth, keyAt }) => ({ ...still[nth - 1]!, keyAt }));
  }
}
