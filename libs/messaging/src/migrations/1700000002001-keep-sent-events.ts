import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protectByUtility } from '@openprepay/persistence/tenancy';

/** What was sent, for sending it again: written once, and dropped by the day. No key: nobody looks for one row. */
const OUTBOX_SENT = `
create table outbox_sent (
  position bigint not null,
  id uuid not null,
  utility text not null,
  topic text not null,
  type text not null,
  source text not null,
  key text not null,
  value text not null,
  bytes integer not null,
  traceparent text,
  occurred_at timestamptz not null,
  created_at timestamptz not null,
  republished_at timestamptz,
  republished_by text,
  sent_at timestamptz not null
) partition by range (sent_at)`;

/**
 * Makes the partitions of the days around today. The service's role owns no table, so the owner's function does it. Row
 * security without a policy closes the partitions themselves; through their parent the parent's policy holds.
 */
const ENSURE_DAYS = `
create function ensure_outbox_sent_days(first date default (now() at time zone 'UTC')::date) returns void
language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '5s' as $$
declare
  today date := (now() at time zone 'UTC')::date;
  name text;
begin
  for day in greatest(first, today - 31) - today .. 2 loop
    name := 'outbox_sent_' || to_char(today + day, 'YYYY_MM_DD');
    continue when to_regclass(name) is not null;
    perform pg_advisory_xact_lock(hashtext('ensure_outbox_sent_days'));
    continue when to_regclass(name) is not null;
    execute format('create table %I (like outbox_sent including all)', name);
    execute format('alter table %I enable row level security', name);
    execute format('alter table outbox_sent attach partition %I for values from (%L) to (%L)',
      name, (today + day)::timestamp at time zone 'UTC', (today + day + 1)::timestamp at time zone 'UTC');
  end loop;
end $$`;

/** Drops whole days that ended before a time. Whoever reads for long is not waited for: the relay would wait behind. */
const DROP_DAYS = `
create function drop_outbox_sent_before(cutoff timestamptz) returns integer
language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '100ms' as $$
declare
  name text;
  dropped integer := 0;
begin
  if cutoff > now() - interval '1 day' then
    raise exception 'what was sent within a day is kept' using errcode = '22023';
  end if;
  for name in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'outbox_sent'::regclass
      and to_date(right(c.relname, 10), 'YYYY_MM_DD') + 1 <= (cutoff at time zone 'UTC')::date
  loop
    execute format('drop table %I', name);
    dropped := dropped + 1;
  end loop;
  return dropped;
exception when lock_not_available then
  return 0;
end $$`;

const COLUMNS =
  'position, id, utility, topic, type, source, key, value, bytes, traceparent, occurred_at, created_at, republished_at, republished_by';

/** How long what was sent before is looked back at, at most: the days that there are partitions for. */
const MOVE = `
insert into outbox_sent (${COLUMNS}, sent_at)
select ${COLUMNS}, published_at from outbox
where published_at >= (((now() at time zone 'UTC')::date - 31)::timestamp at time zone 'UTC')`;

/**
 * The outbox has only what waits: the relay moves what it has sent, so that it never walks over it again. A row that comes
 * back, to be sent again or because its key was let go, is marked: the relay may have gone past its position.
 */
export class KeepSentEvents1700000002001 implements MigrationInterface {
  readonly name = 'KeepSentEvents1700000002001';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [OUTBOX_SENT, ENSURE_DAYS, DROP_DAYS]) await queryRunner.query(statement);
    await protectByUtility(queryRunner, 'outbox_sent');
    for (const statement of [
      `create index outbox_sent_created_at on outbox_sent using brin (created_at)`,
      `select ensure_outbox_sent_days((now() at time zone 'UTC')::date - 31)`,
      MOVE,
      `delete from outbox where published_at is not null`,
      `drop index outbox_unpublished`,
      `drop index outbox_published_at`,
      `alter table outbox drop column published_at, add column again boolean not null default false`,
      `create index outbox_again on outbox (position) where again`,
      `alter table outbox set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000)`,
    ]) {
      await queryRunner.query(statement);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [
      `drop index outbox_again`,
      `alter table outbox reset (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold)`,
      `alter table outbox drop column again, add column published_at timestamptz`,
      `insert into outbox (${COLUMNS}, published_at) overriding system value select ${COLUMNS}, sent_at from outbox_sent`,
      `create index outbox_unpublished on outbox (position) where published_at is null and parked_at is null`,
      `create index outbox_published_at on outbox using brin (published_at)`,
      `drop function drop_outbox_sent_before(timestamptz)`,
      `drop function ensure_outbox_sent_days(date)`,
      `drop table outbox_sent`,
    ]) {
      await queryRunner.query(statement);
    }
  }
}
