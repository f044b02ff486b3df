import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { Estimate } from './fill-gaps.js';
import type { HourRange } from './hour-mark.repository.js';
import type { MeterHour } from './hour.js';
import type { Settlement } from './settled-hour.js';

export interface StoredEstimate extends Estimate {
  /** That of the point which ends the gap. */
  readonly hour: Date;
}

interface EstimateRow {
  readonly ts: Date;
  readonly value: string;
  readonly consumption: string;
  readonly hour: Date;
}

export class EstimateRepository {
  /** Puts what is estimated for gaps that end in these hours in the place of what was. */
  async replace(tx: Tx, hours: readonly MeterHour[], settlements: readonly Settlement[]): Promise<void> {
    const of = [hours.map(({ meterNumber }) => meterNumber), hours.map(({ hour }) => hour)];
    await sql(
      tx,
      `delete from reading_estimate where utility = $1 and (meter_number, hour) in (select * from unnest($2::text[], $3::timestamptz[]))`,
      [tx.utility, ...of],
    );
    const rows = settlements.flatMap(({ estimates, meterNumber, register, hour }) =>
      estimates.map((estimate) => ({ meterNumber, register, hour, ...estimate })),
    );
    if (rows.length === 0) return;
    await sql(
      tx,
      `insert into reading_estimate (utility, meter_number, register, ts, value, consumption, hour)
       select $1, * from unnest($2::text[], $3::text[], $4::timestamptz[], $5::numeric[], $6::numeric[], $7::timestamptz[])`,
      [
        tx.utility,
        rows.map(({ meterNumber }) => meterNumber),
        rows.map(({ register }) => register),
        rows.map(({ ts }) => ts),
        rows.map(({ value }) => value),
        rows.map(({ consumption }) => consumption),
        rows.map(({ hour }) => hour),
      ],
    );
  }

  /** Of a register with `from <= ts < to`, oldest first. */
  async list(
    tx: Tx,
    { meterNumber, register, from, to, limit }: HourRange & { readonly meterNumber: string; readonly register: string },
  ): Promise<readonly StoredEstimate[]> {
    return sql<EstimateRow>(
      tx,
      `select ts, value::text, consumption::text, hour from reading_estimate
       where utility = $1 and meter_number = $2 and register = $3 and ts >= $4 and ts < $5 order by ts limit $6`,
      [tx.utility, meterNumber, register, from, to, limit],
    );
  }
}
