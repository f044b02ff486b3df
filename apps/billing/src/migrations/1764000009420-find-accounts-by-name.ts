import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The name as it is looked for, in an order in which whatever begins alike stands together. */
export class FindAccountsByName1764000009420 implements MigrationInterface {
  readonly name = 'FindAccountsByName1764000009420';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table account add column name_key text collate "C" generated always as (lower(name)) stored`);
    await queryRunner.query('create index account_name on account (utility, name_key, account_number)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table account drop column name_key');
  }
}
