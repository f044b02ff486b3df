import { present } from '@openprepay/contracts/present';
import type { AlarmKind } from '@openprepay/contracts/telemetry';
import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { BEGAN_AT } from '../alarms/alarm.repository.js';
import { CREDIT_REGISTER, type ReceivedValue } from '../shadow/shadow.js';
import { BATTERY, type CounterFacts, COUNTERS, type KnownCause, type MeterFacts, POWER, VOLTAGES } from './meter-facts.js';

const REGISTERS = [...POWER, ...VOLTAGES, BATTERY, CREDIT_REGISTER, ...COUNTERS];

/** A row of JSON: PostgreSQL's own words for times. */
interface FactsRow {
  readonly meterNumber: string;
  readonly meterPan: string;
  readonly powerLimitWatts: number | null;
  readonly creditRemaining: string | null;
  readonly creditAt: Date | null;
  readonly registers: Readonly<Record<string, { readonly value: string; readonly ts: string; readonly receivedAt: string }>> | null;
  readonly counter: string | null;
  readonly isStill: boolean | null;
  readonly atCreditZero: string | null;
  readonly causes: Readonly<Record<AlarmKind, { readonly since: string; readonly alarmId: string | null }>> | null;
  readonly uncleared: Readonly<Record<AlarmKind, string>> | null;
}

const OF_METER = 'utility = $1 and meter_number = m.meter_number';
const OF_COUNTER = `${OF_METER} and register = k.register`;

/**
 * Whether a counter stands still is looked for further back only where its last two values are equal: most move. The place at which
 * it stood when the credit was gone is looked for where that is so.
 */
const FACTS = `
select m.meter_number as "meterNumber", m.meter_pan as "meterPan", s.power_limit_watts as "powerLimitWatts",
  s.credit_remaining as "creditRemaining", s.credit_at as "creditAt", k.register as counter,
  case when previous.value is null then null when previous.value <> k.value then false else past.value is not distinct from k.value end as "isStill",
  gone.value::text as "atCreditZero",
  (select jsonb_object_agg(register, jsonb_build_object('value', value::text, 'ts', ts, 'receivedAt', received_at))
   from meter_register where ${OF_METER} and register = any($3::text[])) as registers,
  (select jsonb_object_agg(kind, jsonb_build_object('since', since, 'alarmId', alarm_id)) from alarm_cause where ${OF_METER}) as causes,
  (select jsonb_object_agg(kind, ${BEGAN_AT}) from alarm where ${OF_METER} and cleared_at is null) as uncleared
from meter m left join meter_state s on s.utility = m.utility and s.meter_number = m.meter_number
left join lateral (
  select register, value, ts from meter_register where ${OF_METER} and register = any($4::text[]) order by register limit 1) k on true
left join lateral (
  select value from reading where ${OF_COUNTER} and ts < k.ts order by ts desc limit 1) previous on true
left join lateral (
  select value from reading where ${OF_COUNTER} and ts <= k.ts - $5::int * interval '1 second' and previous.value = k.value
  order by ts desc limit 1) past on true
left join lateral (
  select value from reading where ${OF_COUNTER} and ts >= (select since from alarm_cause where ${OF_METER} and kind = 'credit-zero')
  order by ts limit 1) gone on true
where m.utility = $1 and m.meter_number = any($2::text[]) order by 1`;

export class MeterFactsRepository {
  /** @param stillSeconds for how long a counter stands still before that tells something */
  async of(tx: Tx, meterNumbers: readonly string[], stillSeconds: number): Promise<readonly MeterFacts[]> {
    const rows = await sql<FactsRow>(tx, FACTS, [tx.utility, meterNumbers, REGISTERS, COUNTERS, stillSeconds]);
    return rows.map(fromRow);
  }
}

function fromRow(row: FactsRow): MeterFacts {
  const registers: Readonly<Record<string, ReceivedValue>> = mapped(row.registers, ({ value, ts, receivedAt }) => ({
    value,
    ts: new Date(ts),
    receivedAt: new Date(receivedAt),
  }));
  const counter = row.counter === null ? undefined : registers[row.counter];
  return present({
    meterNumber: row.meterNumber,
    meterPan: row.meterPan,
    registers,
    credit: row.creditRemaining === null || row.creditAt === null ? undefined : { value: row.creditRemaining, ts: row.creditAt },
    powerLimitWatts: row.powerLimitWatts ?? undefined,
    counter: counter && counterOf(counter, row),
    causes: mapped(row.causes, ({ since, alarmId }): KnownCause => present({ since: new Date(since), alarmId: alarmId ?? undefined })),
    uncleared: mapped(row.uncleared, (raisedAt) => new Date(raisedAt)),
  });
}

const counterOf = (counter: ReceivedValue, { isStill, atCreditZero }: Pick<FactsRow, 'isStill' | 'atCreditZero'>): CounterFacts =>
  present({ ...counter, isStill: isStill ?? undefined, atCreditZero: atCreditZero ?? undefined });

/** An object of the database's, with its values made into others. */
function mapped<Name extends string, Value, Mapped>(
  values: Readonly<Record<Name, Value>> | null,
  map: (value: Value) => Mapped,
): Readonly<Record<Name, Mapped>> {
  const entries = Object.entries<Value>(values ?? {});
  return Object.fromEntries(entries.map(([name, value]) => [name, map(value)])) as Record<Name, Mapped>;
}
