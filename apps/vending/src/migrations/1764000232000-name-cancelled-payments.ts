import { makeAppendOnly } from '@openprepay/persistence/append-only';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which reversal a till's cancel of a payment has asked for: a message means one for good, and no two messages mean the same. */
export class NameCancelledPayments1764000232000 implements MigrationInterface {
  readonly name = 'NameCancelledPayments1764000232000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table till_cancel (
        utility text not null,
        vendor_id uuid not null,
        message_key text not null,
        reversal_id uuid not null,
        constraint till_cancel_pk primary key (utility, vendor_id, message_key),
        constraint till_cancel_once unique (utility, reversal_id),
        constraint till_cancel_message foreign key (utility, vendor_id, message_key) references till_message,
        constraint till_cancel_reversal foreign key (utility, reversal_id) references account_payment_reversal
      )`);
    await protectByUtility(queryRunner, 'till_cancel');
    await makeAppendOnly(queryRunner, 'till_cancel');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table till_cancel');
  }
}
