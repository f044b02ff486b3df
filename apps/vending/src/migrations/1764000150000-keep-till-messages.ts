import { makeAppendOnly } from '@openprepay/persistence/append-only';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Messages of tills that change something and make no sale: under a key of a vendor one, for good, so that its answer is found again. */
export class KeepTillMessages1764000150000 implements MigrationInterface {
  readonly name = 'KeepTillMessages1764000150000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table till_message (
        utility text not null,
        vendor_id uuid not null,
        message_key text not null,
        profile text not null,
        message text not null,
        received_from text not null,
        received_at timestamptz not null,
        constraint till_message_pk primary key (utility, vendor_id, message_key),
        constraint till_message_vendor foreign key (utility, vendor_id) references vendor
      )`);
    await protectByUtility(queryRunner, 'till_message');
    await makeAppendOnly(queryRunner, 'till_message');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table till_message');
  }
}
