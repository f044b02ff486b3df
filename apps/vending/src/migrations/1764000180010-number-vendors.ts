import { makeAppendOnly } from '@openprepay/persistence/append-only';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Under which number a vendor pays its own taxes, from when on; a receipt of before says what was said then. */
export class NumberVendors1764000180010 implements MigrationInterface {
  readonly name = 'NumberVendors1764000180010';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`create table vendor_tax_number (
      utility text not null,
      vendor_id uuid not null,
      position integer not null check (position > 0),
      tax_number text,
      changed_by_subject text not null,
      changed_by_username text not null,
      changed_at timestamptz not null,
      constraint vendor_tax_number_pk primary key (utility, vendor_id, position),
      constraint vendor_tax_number_vendor foreign key (utility, vendor_id) references vendor
    )`);
    await protectByUtility(queryRunner, 'vendor_tax_number');
    await makeAppendOnly(queryRunner, 'vendor_tax_number');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table vendor_tax_number');
  }
}
