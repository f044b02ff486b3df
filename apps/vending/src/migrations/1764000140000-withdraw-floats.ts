import { makeAppendOnly } from '@openprepay/persistence/append-only';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const MONEY = 'numeric(30,0)';

/** Money of a float is paid back to its vendor: each time once, with who asked and who agreed, and a movement of its own kind. */
export class WithdrawFloats1764000140000 implements MigrationInterface {
  readonly name = 'WithdrawFloats1764000140000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
    await protectByUtility(queryRunner, 'vendor_withdrawal');
    await makeAppendOnly(queryRunner, 'vendor_withdrawal');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await queryRunner.query(statement);
  }
}

const UP = [
  `create table vendor_withdrawal (
    utility text not null,
    withdrawal_id uuid not null,
    vendor_id uuid not null,
    amount_minor ${MONEY} not null check (amount_minor > 0),
    currency text not null,
    reference text,
    reason text,
    idempotency_key text not null,
    requested_by_subject text not null,
    requested_by_username text not null,
    approved_by text,
    withdrawn_at timestamptz not null,
    constraint vendor_withdrawal_pk primary key (utility, withdrawal_id),
    constraint vendor_withdrawal_vendor foreign key (utility, vendor_id) references vendor,
    constraint vendor_withdrawal_key unique (utility, requested_by_subject, idempotency_key)
  )`,
  'create index vendor_withdrawal_recent on vendor_withdrawal (utility, withdrawn_at)',
  // without one it is what deposits have
  `alter table vendor_policy add column withdrawal_approval_above_minor ${MONEY} check (withdrawal_approval_above_minor >= 0)`,
  `alter table vendor_change add column withdrawal_approval_above_minor ${MONEY}, add column idempotency_key text, add column reason text`,
  `create unique index vendor_change_key on vendor_change (utility, requested_by_subject, idempotency_key) where idempotency_key is not null`,
  'alter table vendor_change drop constraint vendor_change_kind_check, drop constraint vendor_change_kind',
  `alter table vendor_change add constraint vendor_change_kind_check check (kind in ('deposit', 'float-limit', 'policy', 'withdrawal')),
     add constraint vendor_change_kind check (case kind
      when 'policy' then deposit_approval_above_minor is not null and float_limit_approval_above_minor is not null
      when 'deposit' then vendor_id is not null and amount_minor > 0 and reference is not null and reference_key is not null
      when 'withdrawal' then vendor_id is not null and amount_minor > 0 and idempotency_key is not null
      else vendor_id is not null and amount_minor is not null end)`,
  'alter table vendor_movement drop constraint vendor_movement_kind_check, drop constraint vendor_movement_sign',
  `alter table vendor_movement add constraint vendor_movement_kind_check
       check (kind in ('opening', 'deposit', 'withdrawal', 'vend', 'failed-vend', 'reversed-vend')),
     add constraint vendor_movement_sign check (case when kind in ('vend', 'withdrawal') then amount_minor < 0
       when kind = 'opening' then true else amount_minor > 0 end)`,
];

const DOWN = [
  'drop table vendor_withdrawal',
  'alter table vendor_policy drop column withdrawal_approval_above_minor',
  'alter table vendor_change drop constraint vendor_change_kind_check, drop constraint vendor_change_kind',
  `alter table vendor_change add constraint vendor_change_kind_check check (kind in ('deposit', 'float-limit', 'policy')),
     add constraint vendor_change_kind check (case kind
      when 'policy' then deposit_approval_above_minor is not null and float_limit_approval_above_minor is not null
      when 'deposit' then vendor_id is not null and amount_minor > 0 and reference is not null and reference_key is not null
      else vendor_id is not null and amount_minor is not null end)`,
  'alter table vendor_change drop column withdrawal_approval_above_minor, drop column idempotency_key, drop column reason',
  'alter table vendor_movement drop constraint vendor_movement_kind_check, drop constraint vendor_movement_sign',
  `alter table vendor_movement add constraint vendor_movement_kind_check
       check (kind in ('opening', 'deposit', 'vend', 'failed-vend', 'reversed-vend')),
     add constraint vendor_movement_sign check (case kind when 'vend' then amount_minor < 0 when 'opening' then true else amount_minor > 0 end)`,
];
