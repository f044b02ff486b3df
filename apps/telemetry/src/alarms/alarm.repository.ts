import { present } from '@openprepay/contracts/present';
import type { AlarmKind } from '@openprepay/contracts/telemetry';
import { columnsOf, entities, prepared, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { Alarm, AlarmState } from './alarm.js';
import type { EndedMeterCause } from './alarm-cause.js';
import { AlarmRow } from './alarm.row.js';

export type AlarmOrder = 'newest' | 'severity';

export interface AlarmFilter {
  readonly meterNumber?: string | undefined;
  readonly state?: AlarmState | undefined;
  readonly kind?: AlarmKind | undefined;
  readonly severity?: number | undefined;
  /** Of the meters that a storm took. */
  readonly stormId?: string | undefined;
  /** Without those of storms that are not over. */
  readonly outsideStorms?: boolean | undefined;
  /** Of meters that hang on this part of the network, or on what it feeds. */
  readonly networkNode?: string | undefined;
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
  /** By the meter's clock as far as that is not ahead of ours: what began after that has not ended. Undefined: all has. */
  readonly upTo?: Date | undefined;
}

/** An alarm of a meter that nobody has looked at. */
export interface OpenAlarm extends Pick<Alarm, 'alarmId' | 'meterNumber' | 'kind'> {
  readonly isNew: boolean;
}

/** An alarm whose cause has ended. */
export interface EndedAlarm extends Pick<Alarm, 'alarmId' | 'meterNumber' | 'meterPan' | 'kind'> {
  /** It is of a storm that is not over, and that tells of its end. */
  readonly isOfStorm: boolean;
}
/** When an alarm's cause began: by the meter's clock, as far as that is not ahead of ours. */
export const BEGAN_AT = 'least(alarm.meter_time, alarm.raised_at)';
const ENDED =
  'alarm.alarm_id as "alarmId", alarm.meter_number as "meterNumber", alarm.meter_pan as "meterPan", alarm.kind, alarm.gathered as "isOfStorm"';

/** As the indexes of the lists have them. */
const IN_STATE: Readonly<Record<AlarmState, string>> = {
  open: 'and acknowledged_at is null and cleared_at is null',
  acknowledged: 'and acknowledged_at is not null and cleared_at is null',
  cleared: 'and cleared_at is not null',
};
const AT_NODE = `with recursive down as (
    select $9::text as code union select n.code from network_node n join down on n.utility = $1 and n.parent = down.code)
  select hanging.meter_number from down join meter hanging on hanging.utility = $1 and hanging.network_node = down.code`;
const OUTSIDE_STORMS = 'and not gathered';
const ORDERS: Readonly<Record<AlarmOrder, { readonly after: string; readonly by: string }>> = {
  newest: { after: '(raised_at, alarm_id) < ($5, $6::uuid)', by: 'raised_at desc, alarm_id desc' },
  severity: {
    after: 'severity >= $7 and (severity > $7 or (raised_at, alarm_id) < ($5, $6::uuid))',
    by: 'severity, raised_at desc, alarm_id desc',
  },
};

export class AlarmRepository {
  /** Raises alarms of meters and kinds that have no open one. @returns the open one of each, and whether it is new */
  async raiseAll(tx: Tx, alarms: readonly Alarm[]): Promise<readonly OpenAlarm[]> {
    return sql<OpenAlarm>(
      tx,
      `with wanted as (
         select * from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::smallint[], $7::timestamptz[], $8::timestamptz[])
           as wanted(alarm_id, meter_number, meter_pan, kind, severity, raised_at, meter_time)),
       raised as (
         insert into alarm (alarm_id, utility, meter_number, meter_pan, kind, severity, raised_at, meter_time)
         select alarm_id, $1, meter_number, meter_pan, kind, severity, raised_at, meter_time from wanted order by meter_number, kind
         on conflict (utility, meter_number, kind) where acknowledged_at is null and cleared_at is null do nothing
         returning alarm_id, meter_number, kind)
       select alarm_id as "alarmId", meter_number as "meterNumber", kind, true as "isNew" from raised
       union all select known.alarm_id, known.meter_number, known.kind, false from alarm known join wanted using (meter_number, kind)
         where known.utility = $1 and known.acknowledged_at is null and known.cleared_at is null`,
      [
        tx.utility,
        alarms.map(({ alarmId }) => alarmId),
        alarms.map(({ meterNumber }) => meterNumber),
        alarms.map(({ meterPan }) => meterPan),
        alarms.map(({ kind }) => kind),
        alarms.map(({ severity }) => severity),
        alarms.map(({ raisedAt }) => raisedAt),
        alarms.map(({ meterTime }) => meterTime ?? null),
      ],
    );
  }

  async lock(tx: Tx, alarmId: string): Promise<Alarm | undefined> {
    const [row] = await sql<AlarmRow>(
      tx,
      `select ${columnsOf(AlarmRow, 'alarm')} from alarm where utility = $1 and alarm_id = $2 for update`,
      [tx.utility, alarmId],
    );
    return row && alarmFromRow(row);
  }

  async acknowledge(tx: Tx, alarmId: string, acknowledgement: Acknowledgement): Promise<void> {
    await entities(tx).update(AlarmRow, { utility: tx.utility, alarmId }, acknowledgement);
  }

  async clear(tx: Tx, alarmId: string, clearing: Clearing): Promise<void> {
    await entities(tx).update(AlarmRow, { utility: tx.utility, alarmId }, clearing);
  }

  /**
   * Clears alarms of a meter whose cause has ended, whether somebody has looked or not, and forgets the causes. These go first, by a
   * statement of their own: it waits for whoever is raising an alarm of one just now, and the next sees that alarm.
   */
  async clearOfMeter(tx: Tx, meterNumber: string, { kinds, upTo, clearedAt, clearReason }: EndedCause): Promise<readonly EndedAlarm[]> {
    const causes = [tx.utility, meterNumber, kinds, upTo ?? null];
    const [, ended] = await Promise.all([
      prepared(
        tx,
        `delete from alarm_cause where utility = $1 and meter_number = $2 and kind = any($3::text[])
         and ($4::timestamptz is null or since <= $4)`,
        causes,
      ),
      prepared<EndedAlarm>(
        tx,
        `update alarm set cleared_at = $5, clear_reason = $6
         where utility = $1 and meter_number = $2 and kind = any($3::text[]) and cleared_at is null
           and ($4::timestamptz is null or ${BEGAN_AT} <= $4)
         returning ${ENDED}`,
        [...causes, clearedAt, clearReason],
      ),
    ]);
    return ended;
  }

  /** As `clearOfMeter`, for many meters. */
  async clearAll(tx: Tx, ended: readonly EndedMeterCause[], { clearedAt, clearReason }: Clearing): Promise<readonly EndedAlarm[]> {
    const causes = [
      tx.utility,
      ended.map(({ meterNumber }) => meterNumber),
      ended.map(({ kind }) => kind),
      ended.map(({ upTo }) => upTo ?? null),
    ];
    const [, alarms] = await Promise.all([
      sql(
        tx,
        `delete from alarm_cause cause using unnest($2::text[], $3::text[], $4::timestamptz[]) as ended(meter_number, kind, up_to)
         where cause.utility = $1 and cause.meter_number = ended.meter_number and cause.kind = ended.kind
           and (ended.up_to is null or cause.since <= ended.up_to)`,
        causes,
      ),
      sql<EndedAlarm>(
        tx,
        `update alarm set cleared_at = $5, clear_reason = $6
         from unnest($2::text[], $3::text[], $4::timestamptz[]) as ended(meter_number, kind, up_to)
         where alarm.utility = $1 and alarm.meter_number = ended.meter_number and alarm.kind = ended.kind and alarm.cleared_at is null
           and (ended.up_to is null or ${BEGAN_AT} <= ended.up_to)
         returning ${ENDED}`,
        [...causes, clearedAt, clearReason],
      ),
    ]);
    return alarms;
  }

  async list(
    tx: Tx,
    { meterNumber, state, kind, severity, networkNode, stormId, outsideStorms, order, before, limit }: AlarmFilter,
  ): Promise<readonly Alarm[]> {
    const { after, by } = ORDERS[order];
    const rows = await sql<AlarmRow>(
      tx,
      `select ${columnsOf(AlarmRow, 'alarm')} from alarm
       where utility = $1 and ($2::text is null or meter_number = $2) and ($3::text is null or kind = $3)
         and ($4::smallint is null or severity = $4) ${state === undefined ? '' : IN_STATE[state]}
         ${stormId === undefined ? 'and $10::uuid is null' : 'and storm_id = $10::uuid'}
         ${outsideStorms === true ? OUTSIDE_STORMS : ''}
         ${networkNode === undefined ? 'and $9::text is null' : `and meter_number in (${AT_NODE})`}
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
        networkNode ?? null,
        stormId ?? null,
      ],
    );
    return rows.map(alarmFromRow);
  }
}

export const alarmFromRow = (row: AlarmRow): Alarm => {
  const {
    utility: _utility,
    meterTime,
    acknowledgedAt,
    acknowledgedBy,
    clearedAt,
    clearedBy,
    clearReason,
    stormId,
    gathered: _gathered,
    ...rest
  } = row;
  return present({
    ...rest,
    meterTime: meterTime ?? undefined,
    acknowledgedAt: acknowledgedAt ?? undefined,
    acknowledgedBy: acknowledgedBy ?? undefined,
    clearedAt: clearedAt ?? undefined,
    clearedBy: clearedBy ?? undefined,
    clearReason: clearReason ?? undefined,
    stormId: stormId ?? undefined,
  });
};
