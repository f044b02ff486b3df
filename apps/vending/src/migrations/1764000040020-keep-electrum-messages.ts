import { makeAppendOnly } from '@openprepay/persistence/append-only';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What clients of Electrum's interface have sent: of an id of a vendor's one message, for good. */
export class KeepElectrumMessages1764000040020 implements MigrationInterface {
  readonly name = 'KeepElectrumMessages1764000040020';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table electrum_message (
        utility text not null,
        vendor_id uuid not null,
        message_id uuid not null,
        kind text not null,
        original_id uuid,
        meter_id text,
        body jsonb not null,
        received_from text not null,
        received_at timestamptz not null,
        constraint electrum_message_pk primary key (utility, vendor_id, message_id),
        constraint electrum_message_vendor foreign key (utility, vendor_id) references vendor
      )`);
    await protectByUtility(queryRunner, 'electrum_message');
    await makeAppendOnly(queryRunner, 'electrum_message');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table electrum_message');
  }
}
