import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a meter's clock says is kept beside our own time and decides nothing that ours can decide: when an alarm was raised, which
 * of two words on a relay or a register is the later one.
 */
const COLUMNS = [
  'alter table alarm add column meter_time timestamptz',
  'alter table meter_state add column relay_seq bigint',
  'alter table meter_state add column relay_received_at timestamptz',
  'alter table meter_register add column received_at timestamptz',
];

/** Times ahead of ours came from meters; they would head lists, and hold states, until that day. */
const NO_FUTURE = [
  'update alarm set meter_time = raised_at, raised_at = now() where raised_at > now()',
  'update meter_state set last_seen_at = now() where last_seen_at > now()',
  'update meter_state set changed_at = now() where changed_at > now()',
  'update meter_state set relay_at = now() where relay_at > now()',
  'update meter_state set relay_received_at = relay_at where relay is not null',
  'update meter_register set received_at = least(ts, now())',
  'alter table meter_register alter column received_at set not null',
];

/** No zeros in front, no `*255`. */
const canonical = (register: string): string =>
  `regexp_replace(regexp_replace(${register}, '(^|[-:.*])0+(?=[0-9])', '\\1', 'g'), '\\*255$', '')`;

/** Registers get the one spelling; of two values that meet there the canonical one stands, or else the first that came. */
const ONE_SPELLING = [
  `create temporary table respelled on commit drop as
   select utility, meter_number, register, ts, value, seq, received_at, ${canonical('register')} as canonical
   from reading where register <> ${canonical('register')}`,
  `create temporary table meeting on commit drop as
   select *, row_number() over same as place, first_value(value) over same as stands
   from (select * from respelled
         union all
         select utility, meter_number, register, ts, value, seq, received_at, register from reading
         where (utility, meter_number, register, ts) in (select utility, meter_number, canonical, ts from respelled)) as spelled
   window same as (partition by utility, meter_number, canonical, ts order by (register = canonical) desc, received_at, register)`,
  `insert into reading_conflict (utility, meter_number, register, ts, value, stored_value, seq, received_at)
   select utility, meter_number, canonical, ts, value, stands, seq, received_at from meeting where place > 1 and value <> stands
   on conflict do nothing`,
  `delete from reading using meeting as gone
   where gone.place > 1 and reading.utility = gone.utility and reading.meter_number = gone.meter_number
     and reading.register = gone.register and reading.ts = gone.ts`,
  `update reading set register = ${canonical('register')} where register <> ${canonical('register')}`,
  `insert into reading_conflict
   select utility, meter_number, ${canonical('register')}, ts, value, stored_value, seq, received_at from reading_conflict
   where register <> ${canonical('register')} on conflict do nothing`,
  `delete from reading_conflict where register <> ${canonical('register')}`,
  `insert into meter_register (utility, meter_number, register, value, ts, received_at)
   select distinct on (utility, meter_number, ${canonical('register')})
     utility, meter_number, ${canonical('register')}, value, ts, received_at
   from meter_register where register <> ${canonical('register')}
   order by utility, meter_number, ${canonical('register')}, least(ts, received_at) desc
   on conflict (utility, meter_number, register) do update
   set value = excluded.value, ts = excluded.ts, received_at = excluded.received_at
   where least(meter_register.ts, meter_register.received_at) < least(excluded.ts, excluded.received_at)`,
  `delete from meter_register where register <> ${canonical('register')}`,
];

export class TrustNoMeterClock1764000003000 implements MigrationInterface {
  readonly name = 'TrustNoMeterClock1764000003000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...COLUMNS, ...NO_FUTURE, ...ONE_SPELLING]) await queryRunner.query(statement);
  }

  /** Spellings and times stay as they were mended. */
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table meter_register drop column received_at');
    await queryRunner.query('alter table meter_state drop column relay_seq, drop column relay_received_at');
    await queryRunner.query('alter table alarm drop column meter_time');
  }
}
