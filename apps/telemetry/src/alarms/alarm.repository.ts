import { present } from '@openprepay/contracts/present';
import { columnsOf, entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { Alarm } from './alarm.js';
import { AlarmRow } from './alarm.row.js';

export interface AlarmFilter {
  readonly meterNumber?: string | undefined;
  readonly state?: 'open' | 'acknowledged' | undefined;
  readonly before?: readonly [at: string, id: string] | undefined;
  readonly limit: number;
}

export interface Acknowledgement {
  readonly acknowledgedAt: Date;
  readonly acknowledgedBy: string;
}

export class AlarmRepository {
  /** @returns false where one of its kind is open for the meter already */
  async raise(tx: Tx, { alarmId, meterNumber, meterPan, kind, raisedAt, meterTime }: Alarm): Promise<boolean> {
    const rows = await sql(
      tx,
      `insert into alarm (alarm_id, utility, meter_number, meter_pan, kind, raised_at, meter_time) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (utility, meter_number, kind) where acknowledged_at is null do nothing returning alarm_id`,
      [alarmId, tx.utility, meterNumber, meterPan, kind, raisedAt, meterTime ?? null],
    );
    return rows.length > 0;
  }

  async lock(tx: Tx, alarmId: string): Promise<Alarm | undefined> {
    const [row] = await sql<AlarmRow>(
      tx,
      `select ${columnsOf(AlarmRow, 'alarm')} from alarm where utility = $1 and alarm_id = $2 for update`,
      [tx.utility, alarmId],
    );
    return row && fromRow(row);
  }

  async acknowledge(tx: Tx, alarmId: string, acknowledgement: Acknowledgement): Promise<void> {
    await entities(tx).update(AlarmRow, { utility: tx.utility, alarmId }, acknowledgement);
  }

  /** Newest first. */
  async list(tx: Tx, { meterNumber, state, before, limit }: AlarmFilter): Promise<readonly Alarm[]> {
    const rows = await sql<AlarmRow>(
      tx,
      `select ${columnsOf(AlarmRow, 'alarm')} from alarm
       where utility = $1 and ($2::text is null or meter_number = $2)
         and ($3::text is null or (acknowledged_at is null) = ($3 = 'open'))
         and ($4::timestamptz is null or (raised_at, alarm_id) < ($4, $5::uuid))
       order by raised_at desc, alarm_id desc limit $6`,
      [tx.utility, meterNumber ?? null, state ?? null, before?.[0] ?? null, before?.[1] ?? null, limit],
    );
    return rows.map(fromRow);
  }
}

const fromRow = ({ utility: _utility, meterTime, acknowledgedAt, acknowledgedBy, ...row }: AlarmRow): Alarm =>
  present({
    ...row,
    meterTime: meterTime ?? undefined,
    acknowledgedAt: acknowledgedAt ?? undefined,
    acknowledgedBy: acknowledgedBy ?? undefined,
  });
