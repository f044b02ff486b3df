import type { MigrationInterface, QueryRunner } from 'typeorm';

const dropDays = (loop: string): string => `
create or replace function drop_outbox_sent_before(cutoff timestamptz) returns integer
language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '100ms' as $$
declare
  name text;
  dropped integer := 0;
begin
  if cutoff > now() - interval '1 day' then
    raise exception 'what was sent within a day is kept' using errcode = '22023';
  end if;
  ${loop}
    execute format('drop table %I', name);
    dropped := dropped + 1;
  end loop;
  return dropped;
exception when lock_not_available then
  return 0;
end $$`;

const ENDED = `to_date(right(name, 10), 'YYYY_MM_DD') + 1 <= (cutoff at time zone 'UTC')::date`;

/** The name is read as a day of those tables alone that are days; a condition of the query may be held against any table at all. */
const OF_DAYS_ALONE = `for name in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'outbox_sent'::regclass
  loop
    continue when not (${ENDED});`;

const OF_ANY = `for name in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'outbox_sent'::regclass and ${ENDED.replace('right(name', 'right(c.relname')}
  loop`;

/** Days of sent events are dropped whatever other tables are called, and whichever way PostgreSQL looks for them. */
export class DropDaysByTheirOwnNames1700000004001 implements MigrationInterface {
  readonly name = 'DropDaysByTheirOwnNames1700000004001';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(dropDays(OF_DAYS_ALONE));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(dropDays(OF_ANY));
  }
}
