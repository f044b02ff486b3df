import { changeOnly } from '@openprepay/persistence/grants';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A payment of debts may be of one code alone, and can be taken back, once. Who asked, who decided and why is kept; a float's movements
 * have kinds for the money and for what it had earned.
 */
export class ReverseAccountPayments1764000225000 implements MigrationInterface {
  readonly name = 'ReverseAccountPayments1764000225000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
    await protectByUtility(queryRunner, 'account_payment_reversal');
    await changeOnly(queryRunner, 'account_payment_reversal', DECIDED);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await queryRunner.query(statement);
  }
}

const DECIDED = ['state', 'decided_by_subject', 'decided_by_username', 'decided_at', 'refusal', 'receipt_number'];

const UP = [
  'alter table account_payment add column code text',
  `create table account_payment_reversal (
    utility text not null,
    reversal_id uuid not null,
    payment_id uuid not null,
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
    constraint account_payment_reversal_pk primary key (utility, reversal_id),
    constraint account_payment_reversal_payment foreign key (utility, payment_id) references account_payment,
    constraint account_payment_reversal_decided check ((state = 'awaiting-approval') = (decided_at is null)
      and (state = 'refused') = (refusal is not null) and (state = 'reversed') = (receipt_number is not null)
      and (decided_by_subject is null) = (decided_by_username is null)),
    constraint account_payment_reversal_two_people check (not takes_two or state <> 'reversed'
      or (decided_by_subject is not null and decided_by_subject <> requested_by_subject))
  )`,
  // one at a time, and none after it is done
  `create unique index account_payment_reversal_once on account_payment_reversal (utility, payment_id) where state <> 'refused'`,
  'create index account_payment_reversal_of_payment on account_payment_reversal (utility, payment_id, reversal_id)',
  'create index account_payment_reversal_by_state on account_payment_reversal (utility, state, reversal_id)',
  `create unique index account_payment_reversal_receipt on account_payment_reversal (utility, receipt_number)
    where receipt_number is not null`,
  `create trigger account_payment_reversal_decided_once before update on account_payment_reversal for each row
   when (old.state <> 'awaiting-approval') execute function refuse_decided_reversal()`,
  'alter table vendor_movement drop constraint vendor_movement_kind_check, drop constraint vendor_movement_sign',
  `alter table vendor_movement add constraint vendor_movement_kind_check check (kind in
       ('opening', 'deposit', 'withdrawal', 'vend', 'account-payment', 'failed-vend', 'reversed-vend', 'reversed-payment', 'commission',
        'commission-returned', 'payment-commission', 'payment-commission-returned')),
     add constraint vendor_movement_sign check (case
       when kind in ('vend', 'account-payment', 'withdrawal', 'commission-returned', 'payment-commission-returned') then amount_minor < 0
       when kind = 'opening' then true else amount_minor > 0 end)`,
];

const DOWN = [
  'drop table account_payment_reversal',
  'alter table account_payment drop column code',
  'alter table vendor_movement drop constraint vendor_movement_kind_check, drop constraint vendor_movement_sign',
  `alter table vendor_movement add constraint vendor_movement_kind_check check (kind in
       ('opening', 'deposit', 'withdrawal', 'vend', 'account-payment', 'failed-vend', 'reversed-vend', 'commission',
        'commission-returned', 'payment-commission')),
     add constraint vendor_movement_sign check (case
       when kind in ('vend', 'account-payment', 'withdrawal', 'commission-returned') then amount_minor < 0
       when kind = 'opening' then true else amount_minor > 0 end)`,
];
