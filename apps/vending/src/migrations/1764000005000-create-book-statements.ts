import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When the books were last told how many receipts there are, and what the floats are. */
export class CreateBookStatements1764000005000 implements MigrationInterface {
  readonly name = 'CreateBookStatements1764000005000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table book_statement (
        utility text not null,
        kind text not null check (kind in ('receipts', 'floats')),
        stated_at timestamptz not null,
        constraint book_statement_pk primary key (utility, kind)
      )`);
    await protectByUtility(queryRunner, 'book_statement');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table book_statement');
  }
}
