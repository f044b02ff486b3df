import { neverDelete } from '@openprepay/persistence/grants';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An hour of a register, kept when its points are gone. Hours are of UTC; what they hold is by the quarter of an hour, of which
 * `quarters` says which (0 to 3), since there are time zones whose days begin at a quarter. The arrays are of one length.
 */
const HOUR = `create table reading_hour (
  utility text not null,
  meter_number text not null,
  register text not null,
  hour timestamptz not null,
  quarters smallint[] not null,
  firsts numeric[] not null,
  lasts numeric[] not null,
  mins numeric[] not null,
  maxs numeric[] not null,
  counts integer[] not null,
  consumptions numeric[] not null,
  suspects boolean[] not null,
  constraint reading_hour_pk primary key (utility, meter_number, register, hour)
)`;

/** Hours of meters to which points have come since they were summed up. Written with the points, once while it stands. */
const STALE = `create table reading_stale (
  utility text not null,
  meter_number text not null,
  hour timestamptz not null,
  marked_at timestamptz not null default now(),
  constraint reading_stale_pk primary key (utility, meter_number, hour)
)`;

/**
 * Hours that are being summed up. A mark that was there when points were written is theirs as well: once it is taken away, the
 * hour waits here until every transaction that may have seen it has ended. `ready_at` is the first that cannot have.
 */
const SETTLING = `create table reading_settling (
  utility text not null,
  meter_number text not null,
  hour timestamptz not null,
  ready_at xid8,
  constraint reading_settling_pk primary key (utility, meter_number, hour)
)`;

/**
 * Empties and drops a month all of whose points are older than so many days and 31 more, by the database's clock, and whose hours
 * are all summed up; answers how many it dropped. It waits for nobody, and so nobody waits behind it: a month that somebody reads
 * is emptied another time, and an empty one goes once nobody is at the table. One in a call: its lock lasts as long as that.
 */
const DROP = `create function drop_raw_readings(keep_days integer) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  month record;
  cutoff timestamptz := now() - make_interval(days => keep_days + 31);
begin
  if keep_days < 60 then
    raise exception 'readings of the last 60 days are kept' using errcode = '22023';
  end if;
  for month in
    select c.relname as name, to_date(right(c.relname, 7), 'YYYY_MM')::timestamp at time zone 'UTC' as first
    from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'reading'::regclass order by 1
  loop
    continue when month.first + interval '1 month' > cutoff;
    continue when exists (select from reading_stale where hour >= month.first and hour < month.first + interval '1 month')
      or exists (select from reading_settling where hour >= month.first and hour < month.first + interval '1 month');
    begin
      execute format('lock table only %I in access exclusive mode nowait', month.name);
      execute format('truncate table only %I', month.name);
    exception when lock_not_available then
      continue;
    end;
    begin
      lock table only reading in access exclusive mode nowait;
      execute format('drop table %I', month.name);
      return 1;
    exception when lock_not_available then
      null;
    end;
  end loop;
  return 0;
end $$`;

export class RollReadingsUp1764000070000 implements MigrationInterface {
  readonly name = 'RollReadingsUp1764000070000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [HOUR, STALE, SETTLING]) await queryRunner.query(statement);
    for (const table of ['reading_hour', 'reading_stale', 'reading_settling']) await protectByUtility(queryRunner, table);
    for (const statement of [
      'create index reading_stale_age on reading_stale (marked_at)',
      'create index reading_stale_hour on reading_stale (hour)',
      // What is stored already is summed up as what comes is.
      `insert into reading_stale (utility, meter_number, hour)
       select distinct utility, meter_number, date_bin('1 hour', ts, timestamptz 'epoch') from reading`,
      DROP,
    ]) {
      await queryRunner.query(statement);
    }
    await neverDelete(queryRunner, 'reading_hour');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop function drop_raw_readings(integer)');
    for (const table of ['reading_settling', 'reading_stale', 'reading_hour']) await queryRunner.query(`drop table ${table}`);
  }
}
