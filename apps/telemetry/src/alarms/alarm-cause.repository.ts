import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { MeterCause, SinceCause } from './alarm-cause.js';

/** What is so at meters, since when: one row for each meter and kind while it is. */
export class AlarmCauseRepository {
  /** One that is known stays as it began. */
  async begin(tx: Tx, causes: readonly SinceCause[]): Promise<void> {
    if (causes.length === 0) return;
    await sql(
      tx,
      `insert into alarm_cause (utility, meter_number, kind, since, alarm_id)
       select $1, meter_number, kind, since, alarm_id
       from unnest($2::text[], $3::text[], $4::timestamptz[], $5::uuid[]) as begun(meter_number, kind, since, alarm_id)
       order by meter_number, kind on conflict do nothing`,
      [tx.utility, ...columns(causes, ({ since }) => since)],
    );
  }

  /** Notes the alarms that were raised for causes. */
  async raised(tx: Tx, causes: readonly MeterCause[]): Promise<void> {
    if (causes.length === 0) return;
    const [meters, kinds, , alarms] = columns(causes, () => null);
    await sql(
      tx,
      `update alarm_cause set alarm_id = raised.alarm_id
       from unnest($2::text[], $3::text[], $4::uuid[]) as raised(meter_number, kind, alarm_id)
       where alarm_cause.utility = $1 and alarm_cause.meter_number = raised.meter_number and alarm_cause.kind = raised.kind`,
      [tx.utility, meters, kinds, alarms],
    );
  }
}

const columns = <Cause extends MeterCause>(causes: readonly Cause[], sinceOf: (cause: Cause) => Date | null) => [
  causes.map(({ meterNumber }) => meterNumber),
  causes.map(({ kind }) => kind),
  causes.map(sinceOf),
  causes.map(({ alarmId }) => alarmId ?? null),
];
