import { present } from '@openprepay/contracts/present';
import type { AlarmKind } from '@openprepay/contracts/telemetry';
import { columnsOf, entities, prepared, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { Alarm, AlarmState } from './alarm.js';
import { AlarmRow } from './alarm.row.js';

export type AlarmOrder = 'newest' | 'severity';

export interface AlarmFilter {
  readonly meterNumber?: string | undefined;
  readonly state?: AlarmState | undefined;
  readonly kind?: AlarmKind | undefined;
  readonly severity?: number | undefined;
  /** By severity only the open ones. */
  readonly order: AlarmOrder;
  readonly before?: readonly [at: string, id: string, severity: number] | undefined;
  readonly limit: number;
}

export interface Acknowledgement {
  readonly acknowledgedAt: Date;
  readonly acknowledgedBy: string;
}

export interface Clearing {
  readonly clearedAt: Date;
  readonly clearedBy?: string;
  readonly clearReason: string;
}

/** A cause that has ended ends alarms of these kinds. */
export interface EndedCause extends Clearing {
  readonly kinds: readonly AlarmKind[];
}

/** As the indexes of the lists have them. */
const IN_STATE: Readonly<Record<AlarmState, string>> = {
  open: 'and acknowledged_at is null and cleared_at is null',
  acknowledged: 'and acknowledged_at is not null and cleared_at is null',
  cleared: 'and cleared_at is not null',
};
const ORDERS: Readonly<Record<AlarmOrder, { readonly after: string; readonly by: string }>> = {
  newest: { after: '(raised_at, alarm_id) < ($5, $6::uuid)', by: 'raised_at desc, alarm_id desc' },
  severity: {
    after: 'severity >= $7 and (severity > $7 or (raised_at, alarm_id) < ($5, $6::uuid))',
    by: 'severity, raised_at desc, alarm_id desc',
  },
};

export class AlarmRepository {
  /** @returns false where one of its kind is open for the meter already */
  async raise(tx: Tx, { alarmId, meterNumber, meterPan, kind, severity, raisedAt, meterTime }: Alarm): Promise<boolean> {
    const rows = await sql(
      tx,
      `insert into alarm (alarm_id, utility, meter_number, meter_pan, kind, severity, raised_at, meter_time)
       values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (utility, meter_number, kind) where acknowledged_at is null and cleared_at is null do nothing returning alarm_id`,
      [alarmId, tx.utility, meterNumber, meterPan, kind, severity, raisedAt, meterTime ?? null],
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

  async clear(tx: Tx, alarmId: string, clearing: Clearing): Promise<void> {
    await entities(tx).update(AlarmRow, { utility: tx.utility, alarmId }, clearing);
  }

  /** Clears the open alarms of a meter whose cause has ended. */
  async clearOfMeter(tx: Tx, meterNumber: string, { kinds, clearedAt, clearReason }: EndedCause): Promise<void> {
    await prepared(
      tx,
      `update alarm set cleared_at = $4, clear_reason = $5
       where utility = $1 and meter_number = $2 and kind = any($3::text[]) and acknowledged_at is null and cleared_at is null`,
      [tx.utility, meterNumber, kinds, clearedAt, clearReason],
    );
  }

  async list(tx: Tx, { meterNumber, state, kind, severity, order, before, limit }: AlarmFilter): Promise<readonly Alarm[]> {
    const { after, by } = ORDERS[order];
    const rows = await sql<AlarmRow>(
      tx,
      `select ${columnsOf(AlarmRow, 'alarm')} from alarm
       where utility = $1 and ($2::text is null or meter_number = $2) and ($3::text is null or kind = $3)
         and ($4::smallint is null or severity = $4) ${state === undefined ? '' : IN_STATE[state]}
         and ($5::timestamptz is null or $7::smallint is null or (${after}))
       order by ${by} limit $8`,
      [
        tx.utility,
        meterNumber ?? null,
        kind ?? null,
        severity ?? null,
        before?.[0] ?? null,
        before?.[1] ?? null,
        before?.[2] ?? null,
        limit,
      ],
    );
    return rows.map(fromRow);
  }
}

const fromRow = (row: AlarmRow): Alarm => {
  const { utility: _utility, meterTime, acknowledgedAt, acknowledgedBy, clearedAt, clearedBy, clearReason, ...rest } = row;
  return present({
    ...rest,
    meterTime: meterTime ?? undefined,
    acknowledgedAt: acknowledgedAt ?? undefined,
    acknowledgedBy: acknowledgedBy ?? undefined,
    clearedAt: clearedAt ?? undefined,
    clearedBy: clearedBy ?? undefined,
    clearReason: clearReason ?? undefined,
  });
};
