import type { BaseDate } from '@openprepay/contracts/wire';
import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { type IdentifierCounter, type IdentifierSeries, seriesKey } from './token-identifiers.js';

interface CounterRow {
  readonly meter_pan: string;
  readonly base_date: BaseDate;
  readonly last_issued: number | null;
}

/**
 * The last identifier of each meter and base date, of all utilities together: a meter that two of them sell to is still
 * one meter, and refuses a repeated identifier. The table says nothing about anybody, so it has no row-level security.
 */
export class TokenIdentifierCounterRepository {
  /** Locks the counters until the transaction ends, always in one order, making those that are missing. */
  async lock(tx: Tx, wanted: readonly IdentifierSeries[]): Promise<readonly IdentifierCounter[]> {
    const series = [...new Map(wanted.map((one) => [seriesKey(one), one])).values()];
    const known = await this.#lockKnown(tx, series);
    if (known.length === series.length) return known;
    const found = new Set(known.map(seriesKey));
    const missing = series.filter((one) => !found.has(seriesKey(one)));
    await sql(
      tx,
      `INSERT INTO token_identifier_counter (meter_pan, base_date)
       SELECT pan, base_date FROM unnest($1::text[], $2::smallint[]) AS missing (pan, base_date)
        ORDER BY pan, base_date ON CONFLICT DO NOTHING`,
      columns(missing),
    );
    return [...known, ...(await this.#lockKnown(tx, missing))];
  }

  async save(tx: Tx, counters: readonly IdentifierCounter[]): Promise<void> {
    if (counters.length === 0) return;
    await sql(
      tx,
      `UPDATE token_identifier_counter AS counter SET last_issued = moved.last_issued
         FROM unnest($1::text[], $2::smallint[], $3::int[]) AS moved (meter_pan, base_date, last_issued)
        WHERE counter.meter_pan = moved.meter_pan AND counter.base_date = moved.base_date`,
      [...columns(counters), counters.map((counter) => counter.lastIssued)],
    );
  }

  async #lockKnown(tx: Tx, series: readonly IdentifierSeries[]): Promise<readonly IdentifierCounter[]> {
    const rows = await sql<CounterRow>(
      tx,
      `SELECT counter.meter_pan, counter.base_date, counter.last_issued
         FROM token_identifier_counter AS counter
         JOIN unnest($1::text[], $2::smallint[]) AS wanted (meter_pan, base_date) USING (meter_pan, base_date)
        ORDER BY counter.meter_pan, counter.base_date
          FOR UPDATE OF counter`,
      columns(series),
    );
    return rows.map((row) => ({ meterPan: row.meter_pan, baseDate: row.base_date, lastIssued: row.last_issued ?? undefined }));
  }
}

const columns = (series: readonly IdentifierSeries[]): readonly unknown[] => [
  series.map(({ meterPan }) => meterPan),
  series.map(({ baseDate }) => baseDate),
];
