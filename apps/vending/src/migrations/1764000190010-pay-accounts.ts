import { makeAppendOnly } from '@openprepay/persistence/append-only';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Debts are paid at vendors without buying units: each payment once, with a movement of its own kind, in the open batches of its till. */
export class PayAccounts1764000190010 implements MigrationInterface {
  readonly name = 'PayAccounts1764000190010';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
    for (const table of ['account_payment', 'batch_account_payment']) {
      await protectByUtility(queryRunner, table);
      await makeAppendOnly(queryRunner, table);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await queryRunner.query(statement);
  }
}

const MONEY = 'numeric(30,0)';

const UP = [
  `create table account_payment (
    utility text not null,
    payment_id uuid not null,
    receipt_number text not null,
    vendor_id uuid not null,
    idempotency_key text not null,
    taken_by text not null,
    account_number text not null,
    meter_number text,
    currency text not null,
    amount_minor ${MONEY} not null check (amount_minor > 0),
    payment_method text not null,
    debts jsonb not null,
    commission jsonb,
    paid_at timestamptz not null,
    constraint account_payment_pk primary key (utility, payment_id),
    constraint account_payment_vendor foreign key (utility, vendor_id) references vendor,
    constraint account_payment_key unique (utility, vendor_id, idempotency_key),
    constraint account_payment_receipt unique (utility, receipt_number)
  )`,
  'create index account_payment_account on account_payment (utility, account_number, payment_id)',
  'create index account_payment_of_vendor on account_payment (utility, vendor_id, payment_id)',
  `create table batch_account_payment (
    utility text not null,
    batch_id uuid not null,
    payment_id uuid not null,
    constraint batch_account_payment_pk primary key (utility, batch_id, payment_id),
    constraint batch_account_payment_batch foreign key (utility, batch_id) references batch,
    constraint batch_account_payment_payment foreign key (utility, payment_id) references account_payment
  )`,
  // as vends are: whoever closes a batch waits for those that hold it here
  `create function put_payment_into_batches() returns trigger language plpgsql as $$
   begin
     insert into batch_account_payment (utility, batch_id, payment_id)
     select p.utility, b.batch_id, p.payment_id
       from paid p join batch b on b.utility = p.utility and b.till = p.taken_by and b.closed_at is null
      order by b.batch_id
        for share of b;
     return null;
   end $$`,
  `create trigger account_payment_into_batches after insert on account_payment referencing new table as paid
   for each statement execute function put_payment_into_batches()`,
  'alter table vendor_movement drop constraint vendor_movement_kind_check, drop constraint vendor_movement_sign',
  `alter table vendor_movement add constraint vendor_movement_kind_check check (kind in
       ('opening', 'deposit', 'withdrawal', 'vend', 'account-payment', 'failed-vend', 'reversed-vend', 'commission',
        'commission-returned', 'payment-commission')),
     add constraint vendor_movement_sign check (case
       when kind in ('vend', 'account-payment', 'withdrawal', 'commission-returned') then amount_minor < 0
       when kind = 'opening' then true else amount_minor > 0 end)`,
];

const DOWN = [
  'drop table batch_account_payment, account_payment',
  'drop function put_payment_into_batches',
  'alter table vendor_movement drop constraint vendor_movement_kind_check, drop constraint vendor_movement_sign',
  `alter table vendor_movement add constraint vendor_movement_kind_check check (kind in
       ('opening', 'deposit', 'withdrawal', 'vend', 'failed-vend', 'reversed-vend', 'commission', 'commission-returned')),
     add constraint vendor_movement_sign check (case when kind in ('vend', 'withdrawal', 'commission-returned') then amount_minor < 0
       when kind = 'opening' then true else amount_minor > 0 end)`,
];
