import { makeAppendOnly } from '@openprepay/persistence/append-only';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How often the receipt of a payment of debts was handed out again, and by whom. */
export class ReprintPayments1764000221010 implements MigrationInterface {
  readonly name = 'ReprintPayments1764000221010';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table account_payment_reprint (
        utility text not null,
        payment_id uuid not null,
        copy integer not null check (copy > 0),
        reprinted_by text not null,
        reprinted_at timestamptz not null,
        constraint account_payment_reprint_pk primary key (utility, payment_id, copy),
        constraint account_payment_reprint_payment foreign key (utility, payment_id) references account_payment
      )`);
    await protectByUtility(queryRunner, 'account_payment_reprint');
    await makeAppendOnly(queryRunner, 'account_payment_reprint');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table account_payment_reprint');
  }
}
