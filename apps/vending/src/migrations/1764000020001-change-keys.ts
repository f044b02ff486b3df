import { changeOnly } from '@openprepay/persistence/grants';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Other keys for meters: their sets, and how far each has come. Vends tell which set goes in front of their credit. */
export class ChangeKeys1764000020001 implements MigrationInterface {
  readonly name = 'ChangeKeys1764000020001';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
    await protectByUtility(queryRunner, 'key_change');
    await changeOnly(queryRunner, 'key_change', CHANGING);
    await changeOnly(queryRunner, 'vend', VEND_CHANGING);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table key_change');
    await queryRunner.query('drop function refuse_ended_key_change');
    await queryRunner.query('alter table vend drop column key_change_tokens');
    await queryRunner.query('alter table meter drop column key_change_pending');
  }
}

const CHANGING = [
  'token_requested_at',
  'state',
  'tokens',
  'rollover',
  'sample_tables',
  'issued_at',
  'failure_code',
  'failure_reason',
  'ended_by_subject',
  'ended_by_username',
  'ended_at',
  'remark',
];

/** All that changes of a vend, as before, and the set that goes in front. */
const VEND_CHANGING = [
  ...['state', 'receipt_number', 'tokens', 'key_change_tokens', 'sample_tables', 'failure_code', 'failure_reason', 'settled_at'],
  ...['token_requested_at', 'stuck_since', 'cancelled_at', 'cancelled_by', 'cancel_reason'],
  ...['delivery_state', 'delivery_at', 'delivery_code', 'credit_remaining'],
];

const UP = [
  'alter table vend add column key_change_tokens jsonb',
  'alter table meter add column key_change_pending boolean not null default false',
  `create table key_change (
    utility text not null,
    key_change_id uuid not null,
    idempotency_key text not null,
    meter_number text not null,
    meter_pan text not null,
    from_key jsonb not null,
    to_key jsonb not null,
    reason text not null,
    requested_by_subject text not null,
    requested_by_username text not null,
    requested_at timestamptz not null,
    token_requested_at timestamptz not null,
    state text not null check (state in ('awaiting-tokens', 'issued', 'confirmed', 'cancelled', 'failed')),
    tokens jsonb,
    rollover boolean,
    sample_tables boolean,
    issued_at timestamptz,
    failure_code text,
    failure_reason text,
    ended_by_subject text,
    ended_by_username text,
    ended_at timestamptz,
    remark text,
    constraint key_change_pk primary key (utility, key_change_id),
    constraint key_change_key unique (utility, requested_by_subject, idempotency_key),
    constraint key_change_issued check ((state in ('issued', 'confirmed', 'cancelled')) = (tokens is not null)
      and (tokens is null) = (issued_at is null) and (state = 'failed') = (failure_code is not null)),
    constraint key_change_ended check ((state in ('confirmed', 'cancelled', 'failed')) = (ended_at is not null))
  )`,
  `create unique index key_change_one_open on key_change (utility, meter_number) where state in ('awaiting-tokens', 'issued')`,
  'create index key_change_of_meter on key_change (utility, meter_number, key_change_id)',
  `create index key_change_unanswered on key_change (token_requested_at) where state = 'awaiting-tokens'`,
  `create function refuse_ended_key_change() returns trigger language plpgsql as $$
   begin
     raise exception 'key change % has its set, or has ended', old.key_change_id using errcode = 'restrict_violation';
   end $$`,
  `create trigger key_change_ends_once before update on key_change for each row
   when (old.state in ('confirmed', 'cancelled', 'failed') or (old.tokens is not null and old.tokens is distinct from new.tokens))
   execute function refuse_ended_key_change()`,
];
