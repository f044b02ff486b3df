import type { AlarmKind } from '@openprepay/contracts/telemetry';
import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';

export interface Alarm {
  readonly alarmId: string;
  readonly meterNumber: string;
  readonly meterPan: string;
  readonly kind: AlarmKind;
  readonly raisedAt: Date;
  readonly acknowledgedAt?: Date;
  readonly acknowledgedBy?: string;
}

export interface AlarmFilter {
  readonly meterNumber?: string;
  readonly open?: boolean;
  readonly before?: readonly [at: string, id: string];
  readonly limit: number;
}

interface AlarmRow {
  readonly alarm_id: string;
  readonly meter_number: string;
  readonly meter_pan: string;
  readonly kind: AlarmKind;
  readonly raised_at: Date;
  readonly acknowledged_at: Date | null;
  readonly acknowledged_by: string | null;
}

const COLUMNS = 'alarm_id, meter_number, meter_pan, kind, raised_at, acknowledged_at, acknowledged_by';

export class AlarmRepository {
  /** @returns false where one of its kind is open for the meter already */
  async raise(tx: Tx, { alarmId, meterNumber, meterPan, kind, raisedAt }: Alarm): Promise<boolean> {
    const rows = await sql(
      tx,
      `insert into alarm (alarm_id, utility, meter_number, meter_pan, kind, raised_at) values ($1, $2, $3, $4, $5, $6)
       on conflict (utility, meter_number, kind) where acknowledged_at is null do nothing returning alarm_id`,
      [alarmId, tx.utility, meterNumber, meterPan, kind, raisedAt],
    );
    return rows.length > 0;
  }

  async lock(tx: Tx, alarmId: string): Promise<Alarm | undefined> {
    const [row] = await sql<AlarmRow>(tx, `select ${COLUMNS} from alarm where alarm_id = $1 and utility = $2 for update`, [
      alarmId,
      tx.utility,
    ]);
    return row && fromRow(row);
  }

  async acknowledge(tx: Tx, alarmId: string, { by, at }: { readonly by: string; readonly at: Date }): Promise<void> {
    await sql(tx, 'update alarm set acknowledged_at = $2, acknowledged_by = $3 where alarm_id = $1', [alarmId, at, by]);
  }

  async list(tx: Tx, { meterNumber, open, before, limit }: AlarmFilter): Promise<readonly Alarm[]> {
    const rows = await sql<AlarmRow>(
      tx,
      `select ${COLUMNS} from alarm
       where utility = $1 and ($2::text is null or meter_number = $2) and ($3::boolean is null or (acknowledged_at is null) = $3)
         and ($4::timestamptz is null or (raised_at, alarm_id) < ($4, $5::uuid))
       order by raised_at desc, alarm_id desc limit $6`,
      [tx.utility, meterNumber ?? null, open ?? null, before?.[0] ?? null, before?.[1] ?? null, limit],
    );
    return rows.map(fromRow);
  }
}

const fromRow = (row: AlarmRow): Alarm => ({
  alarmId: row.alarm_id,
  meterNumber: row.meter_number,
  meterPan: row.meter_pan,
  kind: row.kind,
  raisedAt: row.raised_at,
  ...(row.acknowledged_at === null ? {} : { acknowledgedAt: row.acknowledged_at }),
  ...(row.acknowledged_by === null ? {} : { acknowledgedBy: row.acknowledged_by }),
});
