import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { SinceCause } from '../alarms/alarm-cause.js';
import { mayCome } from '../credentials/credential.repository.js';

export interface SilentMeter {
  readonly meterNumber: string;
  readonly meterPan: string;
  readonly since: Date;
}

export interface LongSilence {
  /** Away since then, or before. */
  readonly before: Date;
  /** Those that hang on the network: since then, or before. */
  readonly alone: Date;
  readonly limit: number;
}

/** Meters that are away and could come, by what is stored of them: an event that comes twice, or late, says nothing else than the first did. */
export class SilentMeterRepository {
  /** Of these meters, those that are away and since when. */
  async away(tx: Tx, meterNumbers: readonly string[]): Promise<readonly SinceCause[]> {
    const rows = await sql<{ readonly meterNumber: string; readonly since: Date }>(
      tx,
      `select meter_number as "meterNumber", changed_at as since from meter_state
       where utility = $1 and meter_number = any($2::text[]) and not connected and ${mayCome('meter_state')} order by 1`,
      [tx.utility, meterNumbers],
    );
    return rows.map((row) => ({ ...row, kind: 'offline' }));
  }

  /** Of these meters, those that are there and were known to be away: of each the one row by its key, however many are away. */
  async back(tx: Tx, meterNumbers: readonly string[]): Promise<readonly string[]> {
    const rows = await sql<{ readonly meterNumber: string }>(
      tx,
      `select asked.meter_number as "meterNumber" from unnest($2::text[]) as asked(meter_number)
       cross join lateral (select from meter_state s where s.utility = $1 and s.meter_number = asked.meter_number and s.connected limit 1) there
       cross join lateral (
         select from alarm_cause c where c.utility = $1 and c.meter_number = asked.meter_number and c.kind = 'offline' limit 1) missed
       order by 1`,
      [tx.utility, meterNumbers],
    );
    return rows.map(({ meterNumber }) => meterNumber);
  }

  /** Utilities with meters that are away and have no alarm, or with storms. For system work across utilities. */
  async utilities(tx: Tx): Promise<readonly string[]> {
    const rows = await sql<{ readonly utility: string }>(
      tx,
      `select utility from alarm_cause where kind = 'offline' and alarm_id is null
       union select utility from alarm_storm where ended_at is null order by 1`,
    );
    return rows.map(({ utility }) => utility);
  }

  /** Those that have been away for long, and for twice as long as they rest between readings, and have no alarm, the longest first; other instances pass them over. */
  async long(tx: Tx, { before, alone, limit }: LongSilence): Promise<readonly SilentMeter[]> {
    return sql<SilentMeter>(
      tx,
      `select cause.meter_number as "meterNumber", meter.meter_pan as "meterPan", cause.since
       from alarm_cause cause join meter using (utility, meter_number) join meter_state state using (utility, meter_number)
       where cause.utility = $1 and cause.kind = 'offline' and cause.alarm_id is null and cause.since <= $2 and not state.connected and state.changed_at <= $2
         and cause.since <= $2 - coalesce(state.interval_seconds, 0) * interval '2 seconds'
         and ${mayCome('cause')}
         and (meter.network_node is null or cause.since <= $4::timestamptz - coalesce(state.interval_seconds, 0) * interval '2 seconds')
       order by cause.since limit $3 for update of cause skip locked`,
      [tx.utility, before, limit, alone],
    );
  }
}
