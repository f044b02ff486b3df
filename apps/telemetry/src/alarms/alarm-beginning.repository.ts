import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { MeterCause } from './alarm-cause.js';
import type { MeterWord } from './meter-word.js';

interface BeginningRow {
  readonly at: Date;
  readonly seq: string;
  readonly receivedAt: Date;
}

/** When meters last said that something began. */
export class AlarmBeginningRepository {
  /** @returns undefined where the meter has not said that */
  async find(tx: Tx, { meterNumber, kind }: MeterCause): Promise<MeterWord | undefined> {
    const [row] = await sql<BeginningRow>(
      tx,
      'select at, seq::text, received_at as "receivedAt" from alarm_beginning where utility = $1 and meter_number = $2 and kind = $3',
      [tx.utility, meterNumber, kind],
    );
    return row && { ...row, seq: Number(row.seq) };
  }

  async put(tx: Tx, { meterNumber, kind }: MeterCause, { at, seq, receivedAt }: MeterWord): Promise<void> {
    await sql(
      tx,
      `insert into alarm_beginning (utility, meter_number, kind, at, seq, received_at) values ($1, $2, $3, $4, $5, $6)
       on conflict (utility, meter_number, kind) do update set at = excluded.at, seq = excluded.seq, received_at = excluded.received_at`,
      [tx.utility, meterNumber, kind, at, seq, receivedAt],
    );
  }
}
