import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One row per point. A month is a partition, so that old data goes by dropping tables. */
const READING = `
create table reading (
  utility text not null,
  meter_number text not null,
  register text not null,
  ts timestamptz not null,
  value numeric not null,
  seq bigint not null,
  received_at timestamptz not null,
  primary key (utility, meter_number, register, ts)
) partition by range (ts)`;

/**
 * Makes the partition of a month. The service's role owns no table, so the owner's function does it, within bounds of its
 * own. It is attached rather than created in place: that lock lets readers and writers go on. Row security without a policy
 * closes the partition itself; through its parent the parent's policy holds.
 */
const ENSURE = `
create function ensure_reading_partition(day date) returns text
language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '5s' as $$
declare
  first date := date_trunc('month', day);
  name text := 'reading_' || to_char(first, 'YYYY_MM');
begin
  if first < date_trunc('month', now() - interval '3 years') or first > now() + interval '1 year' then
    raise exception 'no partition for %: out of bounds', first using errcode = '22023';
  end if;
  perform pg_advisory_xact_lock(hashtext('ensure_reading_partition'));
  if to_regclass(name) is null then
    execute format('create table %I (like reading including all)', name);
    execute format('alter table %I enable row level security', name);
    execute format('alter table reading attach partition %I for values from (%L) to (%L)',
      name, first::timestamp at time zone 'UTC', (first + interval '1 month')::timestamp at time zone 'UTC');
  end if;
  return name;
end $$`;

/** Drops whole months before a date, never one of the last two years: a wrong argument must not cost data that is due. */
const DROP = `
create function drop_reading_partitions_before(cutoff date) returns integer
language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '5s' as $$
declare
  name text;
  dropped integer := 0;
begin
  if cutoff > now() - interval '24 months' then
    raise exception 'readings of the last 24 months are kept' using errcode = '22023';
  end if;
  for name in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'reading'::regclass and c.relname < 'reading_' || to_char(cutoff, 'YYYY_MM')
  loop
    execute format('drop table %I', name);
    dropped := dropped + 1;
  end loop;
  return dropped;
end $$`;

export class CreateReading1764000001000 implements MigrationInterface {
  readonly name = 'CreateReading1764000001000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [READING, ENSURE, DROP]) await queryRunner.query(statement);
    await protectByUtility(queryRunner, 'reading');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop function drop_reading_partitions_before(date)');
    await queryRunner.query('drop function ensure_reading_partition(date)');
    await queryRunner.query('drop table reading');
  }
}
