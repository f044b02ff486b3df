import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { type IdentifierCounter, type IdentifierSeries, seriesKey } from './token-identifiers.js';

type CounterRow = IdentifierSeries & {
  readonly lastIssued: number | null;
  readonly hourBeganAt: Date | null;
  readonly hourTokens: number;
};

/** The last identifier of each of a utility's meters and base dates. Utilities count apart: none uses up another's. */
export class TokenIdentifierCounterRepository {
  /** Locks the counters until the transaction ends, always in one order, making those that are missing. */
  async lock(tx: Tx, wanted: readonly IdentifierSeries[]): Promise<readonly IdentifierCounter[]> {
    const series = [...new Map(wanted.map((one) => [seriesKey(one), one])).values()];
    const known = await this.lockKnown(tx, series);
    if (known.length === series.length) return known;
    const found = new Set(known.map(seriesKey));
    const missing = series.filter((one) => !found.has(seriesKey(one)));
    await sql(
      tx,
      `insert into token_identifier_counter (utility, meter_pan, base_date)
       select $1, pan, base_date from unnest($2::text[], $3::smallint[]) as missing (pan, base_date)
        order by pan, base_date on conflict do nothing`,
      [tx.utility, ...columns(missing)],
    );
    return [...known, ...(await this.lockKnown(tx, missing))];
  }

  async save(tx: Tx, counters: readonly IdentifierCounter[]): Promise<void> {
    if (counters.length === 0) return;
    await sql(
      tx,
      `update token_identifier_counter as counter
          set last_issued = moved.last_issued, hour_began_at = moved.hour_began_at, hour_tokens = moved.hour_tokens
         from unnest($2::text[], $3::smallint[], $4::int[], $5::timestamptz[], $6::int[])
           as moved (meter_pan, base_date, last_issued, hour_began_at, hour_tokens)
        where counter.utility = $1 and counter.meter_pan = moved.meter_pan and counter.base_date = moved.base_date`,
      [
        tx.utility,
        ...columns(counters),
        counters.map((counter) => counter.lastIssued),
        counters.map(({ hour }) => hour?.beganAt.toISOString()),
        counters.map(({ hour }) => hour?.tokens ?? 0),
      ],
    );
  }

  private async lockKnown(tx: Tx, series: readonly IdentifierSeries[]): Promise<readonly IdentifierCounter[]> {
    const rows = await sql<CounterRow>(
      tx,
      `select counter.meter_pan as "meterPan", counter.base_date as "baseDate", counter.last_issued as "lastIssued",
              counter.hour_began_at as "hourBeganAt", counter.hour_tokens as "hourTokens"
         from token_identifier_counter as counter
         join unnest($2::text[], $3::smallint[]) as wanted (meter_pan, base_date) using (meter_pan, base_date)
        where counter.utility = $1
        order by counter.meter_pan, counter.base_date
          for update of counter`,
      [tx.utility, ...columns(series)],
    );
    return rows.map(({ meterPan, baseDate, lastIssued, hourBeganAt, hourTokens }) => ({
      meterPan,
      baseDate,
      lastIssued: lastIssued ?? undefined,
      hour: hourBeganAt === null ? undefined : { beganAt: hourBeganAt, tokens: hourTokens },
    }));
  }
}

const columns = (series: readonly IdentifierSeries[]): readonly unknown[] => [
  series.map(({ meterPan }) => meterPan),
  series.map(({ baseDate }) => baseDate),
];
