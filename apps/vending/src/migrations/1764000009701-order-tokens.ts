import { makeAppendOnly } from '@openprepay/persistence/append-only';
import { changeOnly } from '@openprepay/persistence/grants';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Management tokens that were ordered, with whoever ordered and whoever agreed; and what takes two people. */
export class OrderTokens1764000009701 implements MigrationInterface {
  readonly name = 'OrderTokens1764000009701';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
    for (const table of ['token_order', 'token_policy']) await protectByUtility(queryRunner, table);
    await changeOnly(queryRunner, 'token_order', CHANGING);
    await makeAppendOnly(queryRunner, 'token_policy', { trigger: 'only_grows' });
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table token_order, token_policy');
    await queryRunner.query('drop function refuse_ended_order');
  }
}

const CHANGING = [
  'state',
  'decided_by_subject',
  'decided_by_username',
  'decided_at',
  'refusal',
  'key_data',
  'token_requested_at',
  'tokens',
  'sample_tables',
  'failure_code',
  'failure_reason',
  'settled_at',
  'delivery_state',
  'delivery_at',
  'delivery_code',
];

const UP = [
  `create table token_order (
    utility text not null,
    order_id uuid not null,
    idempotency_key text not null,
    meter_number text not null,
    meter_pan text not null,
    commodity text not null,
    kind text not null,
    parameters jsonb not null,
    value integer not null check (value >= 0),
    reason text not null,
    state text not null check (state in ('awaiting-approval', 'awaiting-token', 'completed', 'failed', 'refused')),
    requested_by_subject text not null,
    requested_by_username text not null,
    requested_at timestamptz not null,
    decided_by_subject text,
    decided_by_username text,
    decided_at timestamptz,
    refusal text,
    key_data jsonb,
    token_requested_at timestamptz,
    tokens jsonb,
    sample_tables boolean,
    failure_code text,
    failure_reason text,
    settled_at timestamptz,
    delivery_state text not null check (delivery_state in ('none', 'accepted', 'rejected')),
    delivery_at timestamptz,
    delivery_code text,
    constraint token_order_pk primary key (utility, order_id),
    constraint token_order_key unique (utility, requested_by_subject, idempotency_key),
    constraint token_order_asked check ((state in ('awaiting-token', 'completed', 'failed')) = (key_data is not null)
      and (key_data is null) = (token_requested_at is null)),
    constraint token_order_settled check ((state in ('completed', 'failed')) = (settled_at is not null)
      and (state = 'completed') = (tokens is not null and sample_tables is not null) and (state = 'failed') = (failure_code is not null)),
    constraint token_order_decided check ((decided_at is null) = (decided_by_subject is null)
      and (state = 'refused') = (refusal is not null) and (state <> 'refused' or decided_at is not null)),
    constraint token_order_two_people check (state = 'refused' or decided_by_subject <> requested_by_subject)
  )`,
  'create index token_order_of_meter on token_order (utility, meter_number, order_id)',
  'create index token_order_of_person on token_order (utility, requested_by_subject, kind, requested_at)',
  `create index token_order_open on token_order (token_requested_at) where state = 'awaiting-token'`,
  `create function refuse_ended_order() returns trigger language plpgsql as $$
   begin
     raise exception 'order % has been decided on, has ended, or its meter has taken the token', old.order_id using errcode = 'restrict_violation';
   end $$`,
  `create trigger token_order_ends_once before update on token_order for each row
   when ((old.state in ('completed', 'failed', 'refused') and (old.state <> new.state or old.tokens is distinct from new.tokens
       or old.failure_code is distinct from new.failure_code or old.settled_at is distinct from new.settled_at))
     or (old.decided_at is not null and (old.decided_at, old.decided_by_subject) is distinct from (new.decided_at, new.decided_by_subject))
     or (old.key_data is not null and old.key_data is distinct from new.key_data)
     or (old.delivery_state = 'accepted' and new.delivery_state <> 'accepted'))
   execute function refuse_ended_order()`,
  `create table token_policy (
    utility text not null,
    position integer not null check (position > 0),
    approval jsonb not null,
    limits jsonb not null,
    changed_by_subject text not null,
    changed_by_username text not null,
    changed_at timestamptz not null,
    constraint token_policy_pk primary key (utility, position)
  )`,
];
