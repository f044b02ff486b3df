import { changeAll, changeOnly, changeOnlyOrRemove } from '@openprepay/persistence/grants';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the service changes of rows that are never removed: how far it has read, and what was decided of what it could not. */
const KEPT = {
  consumer_place: ['next_offset', 'last_mark', 'moved_at'],
  lost_range: ['settled_at', 'settled_by', 'settled_reason'],
} as const;

/**
 * What it changes of rows that it also removes: those of the outbox once they are sent, those of the others once they are old.
 * An event is never changed. Of the inbox nothing is: whoever locks a row, as the purge does, needs the right to change one column.
 */
const PASSING = {
  outbox: ['parked_at', 'again'],
  outbox_sent: [],
  inbox: ['received_at'],
  parked_message: [
    ...['state', 'code', 'reason', 'tries', 'replay_after', 'automatic_replays', 'replay_requested_at', 'replay_requested_by'],
    ...['discard_requested_at', 'discard_requested_by', 'discard_requested_subject', 'discard_reason'],
    ...['discard_refused_by', 'discard_refused_reason', 'settled_at', 'settled_by', 'settled_reason'],
  ],
} as const;

const REFUSE_UNSETTLED = `
create or replace function refuse_unsettled() returns trigger language plpgsql as $$
begin
  raise exception 'message % is not settled', old.id using errcode = 'restrict_violation';
end $$`;

/** As before, and a day's partition is nobody's but its owner's: what was sent is reached through its table. */
const ENSURE_DAYS = `
create or replace function ensure_outbox_sent_days(first date default (now() at time zone 'UTC')::date) returns void
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
    perform close_outbox_sent_day(name);
    execute format('alter table outbox_sent attach partition %I for values from (%L) to (%L)',
      name, (today + day)::timestamp at time zone 'UTC', (today + day + 1)::timestamp at time zone 'UTC');
  end loop;
end $$`;

const CLOSE_DAY = `
create or replace function close_outbox_sent_day(name text) returns void language plpgsql as $$
declare grantee text;
begin
  for grantee in select distinct g.grantee from information_schema.role_table_grants g
                  where g.table_schema = current_schema() and g.table_name = name and g.grantee not in (current_user, 'PUBLIC') loop
    execute format('revoke all on %I from %I', name, grantee);
  end loop;
end $$`;

const CLOSE_DAYS = `
select close_outbox_sent_day(c.relname) from pg_inherits i join pg_class c on c.oid = i.inhrelid
where i.inhparent = 'outbox_sent'::regclass`;

/** The service’s rights by table and column: whoever takes it over changes no event, and removes nothing that waits for a decision. */
export class LeastRights1700000003001 implements MigrationInterface {
  readonly name = 'LeastRights1700000003001';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const [table, columns] of Object.entries(KEPT)) await changeOnly(queryRunner, table, columns);
    for (const [table, columns] of Object.entries(PASSING)) await changeOnlyOrRemove(queryRunner, table, columns);
    for (const statement of [
      REFUSE_UNSETTLED,
      `create trigger parked_message_settled_first before delete on parked_message
         for each row when (old.settled_at is null) execute function refuse_unsettled()`,
      CLOSE_DAY,
      `revoke execute on function close_outbox_sent_day(text) from public`,
      CLOSE_DAYS,
      ENSURE_DAYS,
    ]) {
      await queryRunner.query(statement);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop trigger parked_message_settled_first on parked_message`);
    await queryRunner.query(`drop function refuse_unsettled()`);
    for (const table of [...Object.keys(KEPT), ...Object.keys(PASSING)]) await changeAll(queryRunner, table);
  }
}
