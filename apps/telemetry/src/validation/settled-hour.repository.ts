import { present } from '@openprepay/contracts/present';
import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { Quality } from './measured-point.js';
import type { SettledHour } from './settled-hour.js';
import type { SettledHourRow } from './settled-hour.row.js';
import { QUARTER_MS, type Span } from './spans.js';

/** Which hours of a register; the oldest of those in the range. */
export interface HoursAsked {
  readonly meterNumber: string;
  readonly register: string;
  readonly from: Date;
  readonly to: Date;
  readonly limit: number;
}

/** Numbers in an array would come as floats. */
const COLUMNS = `meter_number as "meterNumber", register, hour, quarters, firsts::text[], lasts::text[], mins::text[], maxs::text[],
  counts, consumptions::text[], suspects, estimated`;

export class SettledHourRepository {
  /**
   * Writes hours as they come out now.
   *
   * @returns those that are other than they were, as `new` where there was none
   */
  async put<Hour extends SettledHour>(tx: Tx, hours: readonly Hour[]): Promise<readonly (Hour & { readonly isNew: boolean })[]> {
    if (hours.length === 0) return [];
    const rows = await sql<{ readonly nth: number; readonly is_new: boolean }>(
      tx,
      `with incoming as (
         select nth, h."meterNumber" as meter_number, h.register, h.hour, h.quarters, h.firsts, h.lasts, h.mins, h.maxs, h.counts, h.consumptions, h.suspects, h.estimated
         from jsonb_array_elements($2::jsonb) with ordinality as e(value, nth)
         cross join jsonb_to_record(e.value) as h("meterNumber" text, register text, hour timestamptz, quarters smallint[], firsts numeric[],
           lasts numeric[], mins numeric[], maxs numeric[], counts integer[], consumptions numeric[], suspects boolean[], estimated boolean[])),
       known as (
         select i.nth, s.* from incoming i join reading_hour s
           on s.utility = $1 and s.meter_number = i.meter_number and s.register = i.register and s.hour = i.hour),
       other as (
         select i.*, k.nth is null as is_new from incoming i left join known k using (nth)
         where k.nth is null or (i.quarters, i.firsts, i.lasts, i.mins, i.maxs, i.counts, i.consumptions, i.suspects, i.estimated)
           is distinct from (k.quarters, k.firsts, k.lasts, k.mins, k.maxs, k.counts, k.consumptions, k.suspects, k.estimated)),
       written as (
         insert into reading_hour (utility, meter_number, register, hour, quarters, firsts, lasts, mins, maxs, counts, consumptions, suspects, estimated)
         select $1, meter_number, register, hour, quarters, firsts, lasts, mins, maxs, counts, consumptions, suspects, estimated from other
         order by meter_number, register, hour
         on conflict (utility, meter_number, register, hour) do update set
           (quarters, firsts, lasts, mins, maxs, counts, consumptions, suspects, estimated) = (excluded.quarters, excluded.firsts, excluded.lasts,
             excluded.mins, excluded.maxs, excluded.counts, excluded.consumptions, excluded.suspects, excluded.estimated))
       select nth::int, is_new from other`,
      [tx.utility, JSON.stringify(hours.map(toRow))],
    );
    return rows.map(({ nth, is_new }) => ({ ...hours[nth - 1]!, isNew: is_new }));
  }

  async list(tx: Tx, { meterNumber, register, from, to, limit }: HoursAsked): Promise<readonly SettledHour[]> {
    const rows = await sql<SettledHourRow>(
      tx,
      `select ${COLUMNS} from reading_hour
       where utility = $1 and meter_number = $2 and register = $3 and hour >= $4 and hour < $5 order by hour limit $6`,
      [tx.utility, meterNumber, register, from, to, limit],
    );
    return rows.map(fromRow);
  }
}

const toRow = ({ meterNumber, register, hour, spans }: SettledHour): Omit<SettledHourRow, 'utility'> => ({
  meterNumber,
  register,
  hour,
  quarters: spans.map(({ start }) => (start.getTime() - hour.getTime()) / QUARTER_MS),
  firsts: spans.map(({ first }) => first),
  lasts: spans.map(({ last }) => last),
  mins: spans.map(({ min }) => min),
  maxs: spans.map(({ max }) => max),
  counts: spans.map(({ count }) => count),
  consumptions: spans.map(({ consumption }) => consumption ?? null),
  suspects: spans.map(({ quality }) => quality === 'suspect'),
  estimated: spans.map(({ quality }) => quality === 'estimated'),
});

const fromRow = ({ meterNumber, register, hour, ...row }: SettledHourRow): SettledHour => ({
  meterNumber,
  register,
  hour,
  spans: row.quarters.map((quarter, index): Span =>
    present({
      start: new Date(hour.getTime() + quarter * QUARTER_MS),
      first: row.firsts[index]!,
      last: row.lasts[index]!,
      min: row.mins[index]!,
      max: row.maxs[index]!,
      count: row.counts[index]!,
      consumption: row.consumptions[index] ?? undefined,
      quality: qualityOf(row, index),
    }),
  ),
});

function qualityOf({ suspects, estimated }: Pick<SettledHourRow, 'suspects' | 'estimated'>, index: number): Quality {
  if (suspects[index] === true) return 'suspect';
  return estimated[index] === true ? 'estimated' : 'measured';
}
