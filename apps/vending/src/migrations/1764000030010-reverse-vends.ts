import { makeAppendOnly } from '@openprepay/persistence/append-only';
import { allowChanges, changeOnly } from '@openprepay/persistence/grants';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A completed sale can be taken back, once, and never one whose credit the meter has confirmed. Who asked, who decided and why is
 * kept; the sums of what was sold may come down to nothing; a float's movements have a kind for it.
 */
export class ReverseVends1764000030010 implements MigrationInterface {
  readonly name = 'ReverseVends1764000030010';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...VENDS, ...MOVEMENTS, ...SUMS, ...REVERSALS]) await queryRunner.query(statement);
    for (const table of ['vend_reversal', 'reversal_policy']) await protectByUtility(queryRunner, table);
    await allowChanges(queryRunner, 'vend', ['reversal_id', 'reversed_at', 'reversal_receipt_number', 'reprints']);
    await changeOnly(queryRunner, 'vend_reversal', DECIDED);
    await makeAppendOnly(queryRunner, 'reversal_policy');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await queryRunner.query(statement);
  }
}

const DECIDED = ['state', 'decided_by_subject', 'decided_by_username', 'decided_at', 'refusal', 'receipt_number'];

const VENDS = [
  'alter table vend add column reversal_id uuid, add column reversed_at timestamptz, add column reversal_receipt_number text',
  'alter table vend add column reprints integer not null default 0 check (reprints >= 0)',
  `alter table vend add constraint vend_reversal check ((reversal_id is null) = (reversed_at is null)
     and (reversal_id is null) = (reversal_receipt_number is null) and (reversal_id is null or state = 'completed'))`,
  `create function refuse_vend_reversal() returns trigger language plpgsql as $$
   begin
     raise exception 'vend % was reversed before, or its meter has confirmed the credit', old.vend_id using errcode = 'restrict_violation';
   end $$`,
  `create trigger vend_reversed_once before update on vend for each row
   when ((old.reversal_id is not null and (old.reversal_id is distinct from new.reversal_id
       or old.reversed_at is distinct from new.reversed_at
       or old.reversal_receipt_number is distinct from new.reversal_receipt_number))
     or (old.reversal_id is null and new.reversal_id is not null and old.delivery_state = 'credited')
     or new.reprints < old.reprints)
   execute function refuse_vend_reversal()`,
];

const MOVEMENTS = [
  'alter table vendor_movement drop constraint vendor_movement_kind_check',
  `alter table vendor_movement add constraint vendor_movement_kind_check
     check (kind in ('opening', 'deposit', 'vend', 'failed-vend', 'reversed-vend'))`,
];

const SUMS = [
  'alter table sales_quarter drop constraint sales_quarter_vends_check, add constraint sales_quarter_vends_check check (vends >= 0)',
  `alter table sales_quarter drop constraint sales_quarter_tender_minor_check,
     add constraint sales_quarter_tender_minor_check check (tender_minor >= 0)`,
  `alter table sales_quarter drop constraint sales_quarter_units_tenths_check,
     add constraint sales_quarter_units_tenths_check check (units_tenths >= 0)`,
];

const REVERSALS = [
  `create table vend_reversal (
    utility text not null,
    reversal_id uuid not null,
    vend_id uuid not null,
    reason text not null,
    takes_two boolean not null,
    state text not null check (state in ('awaiting-approval', 'reversed', 'refused')),
    requested_by_subject text not null,
    requested_by_username text not null,
    requested_at timestamptz not null,
    decided_by_subject text,
    decided_by_username text,
    decided_at timestamptz,
    refusal text,
    receipt_number text,
    constraint vend_reversal_pk primary key (utility, reversal_id),
    constraint vend_reversal_vend foreign key (utility, vend_id) references vend,
    constraint vend_reversal_decided check ((state = 'awaiting-approval') = (decided_at is null)
      and (state = 'refused') = (refusal is not null) and (state = 'reversed') = (receipt_number is not null)
      and (decided_by_subject is null) = (decided_by_username is null)),
    constraint vend_reversal_two_people check (not takes_two or state <> 'reversed'
      or (decided_by_subject is not null and decided_by_subject <> requested_by_subject))
  )`,
  // one at a time, and none after it is done
  `create unique index vend_reversal_of_vend on vend_reversal (utility, vend_id) where state <> 'refused'`,
  `create unique index vend_reversal_receipt on vend_reversal (utility, receipt_number) where receipt_number is not null`,
  `create function refuse_decided_reversal() returns trigger language plpgsql as $$
   begin
     raise exception 'what was decided on is not decided on again' using errcode = 'restrict_violation';
   end $$`,
  `create trigger vend_reversal_decided_once before update on vend_reversal for each row
   when (old.state <> 'awaiting-approval') execute function refuse_decided_reversal()`,
  `create table reversal_policy (
    utility text not null,
    position integer not null check (position > 0),
    mode text not null check (mode in ('never', 'until-delivered', 'within-minutes')),
    minutes integer check (minutes > 0),
    approval boolean not null,
    changed_by_subject text not null,
    changed_by_username text not null,
    changed_at timestamptz not null,
    constraint reversal_policy_pk primary key (utility, position),
    constraint reversal_policy_minutes check ((mode = 'within-minutes') = (minutes is not null))
  )`,
];

const DOWN = [
  'drop table vend_reversal, reversal_policy',
  'drop trigger vend_reversed_once on vend',
  'drop function refuse_vend_reversal, refuse_decided_reversal',
  'alter table vend drop column reversal_id, drop column reversed_at, drop column reversal_receipt_number, drop column reprints',
  'alter table vendor_movement drop constraint vendor_movement_kind_check',
  `alter table vendor_movement add constraint vendor_movement_kind_check check (kind in ('opening', 'deposit', 'vend', 'failed-vend'))`,
];
