import { columnsOf, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { Alarm } from '../alarms/alarm.js';
import { type Acknowledgement, type Clearing, alarmFromRow, type EndedAlarm } from '../alarms/alarm.repository.js';
import { AlarmRow } from '../alarms/alarm.row.js';
import { limits } from '../telemetry-limits.js';

export interface StormMeterFilter {
  readonly stormId: string;
  /** Only those that are not back and whose alarm nobody has cleared. */
  readonly away: boolean;
  /** The last meter of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** How many alarms were settled, and whether others were left. */
export interface Settled<Of = number> {
  readonly alarms: Of;
  readonly left: boolean;
}

export type SettledAlarm = Omit<EndedAlarm, 'isOfStorm'>;

const SETTLED = 'alarm_id as "alarmId", meter_number as "meterNumber", meter_pan as "meterPan", kind';

/** As the index of those that are away has it. */
const NOT_CLEARED = 'alarm.cleared_at is null';

/** The alarms of one storm, all of which are of the kind `offline`. */
export class StormAlarmRepository {
  /** Of each meter the newest alarm that it has of the storm, by meter number. */
  async ofMeters(tx: Tx, { stormId, away, after, limit }: StormMeterFilter): Promise<readonly Alarm[]> {
    const rows = await sql<AlarmRow>(
      tx,
      `select distinct on (alarm.meter_number) ${columnsOf(AlarmRow, 'alarm')} from alarm
       where alarm.utility = $1 and alarm.storm_id = $2 and ($3::text is null or alarm.meter_number > $3) ${away ? `and ${NOT_CLEARED}` : ''}
       order by alarm.meter_number, alarm.raised_at desc limit $4`,
      [tx.utility, stormId, after ?? null, limit],
    );
    return rows.map(alarmFromRow);
  }

  async acknowledge(
    tx: Tx,
    stormId: string,
    { acknowledgedAt, acknowledgedBy }: Acknowledgement,
  ): Promise<Settled<readonly SettledAlarm[]>> {
    const { alarms, left } = await this.take(tx, stormId, `${NOT_CLEARED} and alarm.acknowledged_at is null`);
    const acknowledged = await sql<SettledAlarm>(
      tx,
      `update alarm set acknowledged_at = $3, acknowledged_by = $4 where utility = $1 and alarm_id = any($2::uuid[]) returning ${SETTLED}`,
      [tx.utility, alarms, acknowledgedAt, acknowledgedBy],
    );
    return { alarms: acknowledged, left };
  }

  /** Whether somebody had looked at them or not. */
  async clear(tx: Tx, stormId: string, clearing: Required<Clearing>): Promise<Settled<readonly SettledAlarm[]>> {
    const { clearedAt, clearedBy, clearReason } = clearing;
    const { alarms, left } = await this.take(tx, stormId, NOT_CLEARED);
    const cleared = await sql<SettledAlarm>(
      tx,
      `update alarm set cleared_at = $3, cleared_by = $4, clear_reason = $5 where utility = $1 and alarm_id = any($2::uuid[])
       returning ${SETTLED}`,
      [tx.utility, alarms, clearedAt, clearedBy, clearReason],
    );
    return { alarms: cleared, left };
  }

  /**
   * Locks so many of a storm's alarms; those that their meter's return is ending just now are passed over. By a statement of its own: how
   * many there are is known when they are changed, and each is found by its key.
   */
  private async take(tx: Tx, stormId: string, which: string): Promise<Settled<readonly string[]>> {
    const { settledAtOnce } = limits.storms;
    const rows = await sql<{ readonly alarmId: string }>(
      tx,
      `select alarm.alarm_id as "alarmId" from alarm where alarm.utility = $1 and alarm.storm_id = $2 and ${which}
       order by alarm.meter_number limit $3 for update skip locked`,
      [tx.utility, stormId, settledAtOnce + 1],
    );
    return { alarms: rows.slice(0, settledAtOnce).map(({ alarmId }) => alarmId), left: rows.length > settledAtOnce };
  }
}
