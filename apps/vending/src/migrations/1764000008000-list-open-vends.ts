import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Vends that wait or have failed are found without walking past all that are completed. What is completed is nearly all, and is in none of
 * these: a vend pays for one of them, until it has its token.
 */
export class ListOpenVends1764000008000 implements MigrationInterface {
  readonly name = 'ListOpenVends1764000008000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop index vend_awaiting, vend_failed, vend_failed_of_vendor');
  }
}

const UP = [
  `create index vend_awaiting on vend (utility, vend_id) where state = 'awaiting-token'`,
  `create index vend_failed on vend (utility, vend_id) where state = 'failed'`,
  `create index vend_failed_of_vendor on vend (utility, vendor_id, vend_id) where state = 'failed'`,
];
