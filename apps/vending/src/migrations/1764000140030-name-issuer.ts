import { makeAppendOnly } from '@openprepay/persistence/append-only';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Receipts say whose they are and under which number its taxes are paid; a receipt of before says what was said then. */
export class NameIssuer1764000140030 implements MigrationInterface {
  readonly name = 'NameIssuer1764000140030';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`create table receipt_issuer (
      utility text not null,
      position integer not null check (position > 0),
      name text,
      tax_number text,
      changed_by_subject text not null,
      changed_by_username text not null,
      changed_at timestamptz not null,
      constraint receipt_issuer_pk primary key (utility, position)
    )`);
    await protectByUtility(queryRunner, 'receipt_issuer');
    await makeAppendOnly(queryRunner, 'receipt_issuer');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table receipt_issuer');
  }
}
