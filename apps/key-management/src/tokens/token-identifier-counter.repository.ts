import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { type IdentifierCounter, type IdentifierSeries, seriesKey } from './token-identifiers.js';

type CounterRow = IdentifierSeries & { readonly lastIssued: number | null };

/**
 * The last identifier of each meter and base date, of all utilities together: a meter that two of them sell to is still
 * one meter, and refuses a repeated identifier. The table says nothing about anybody, so it has no row-level security.
 */
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
      `insert into token_identifier_counter (meter_pan, base_date)
       select pan, base_date from unnest($1::text[], $2::smallint[]) as missing (pan, base_date)
        order by pan, base_date on conflict do nothing`,
      columns(missing),
    );
    return [...known, ...(await this.lockKnown(tx, missing))];
  }

  async save(tx: Tx, counters: readonly IdentifierCounter[]): Promise<void> {
    if (counters.length === 0) return;
    await sql(
      tx,
      `update token_identifier_counter as counter set last_issued = moved.last_issued
         from unnest($1::text[], $2::smallint[], $3::int[]) as moved (meter_pan, base_date, last_issued)
        where counter.meter_pan = moved.meter_pan and counter.base_date = moved.base_date`,
      [...columns(counters), counters.map((counter) => counter.lastIssued)],
    );
  }

  private async lockKnown(tx: Tx, series: readonly IdentifierSeries[]): Promise<readonly IdentifierCounter[]> {
    const rows = await sql<CounterRow>(
      tx,
      `select counter.meter_pan as "meterPan", counter.base_date as "baseDate", counter.last_issued as "lastIssued"
         from token_identifier_counter as counter
         join unnest($1::text[], $2::smallint[]) as wanted (meter_pan, base_date) using (meter_pan, base_date)
        order by counter.meter_pan, counter.base_date
          for update of counter`,
      columns(series),
    );
    return rows.map((row) => ({ ...row, lastIssued: row.lastIssued ?? undefined }));
  }
}

const columns = (series: readonly IdentifierSeries[]): readonly unknown[] => [
  series.map(({ meterPan }) => meterPan),
  series.map(({ baseDate }) => baseDate),
];
