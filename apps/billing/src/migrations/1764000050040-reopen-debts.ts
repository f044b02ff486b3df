import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What was paid of a debt is owed again where its vend is taken back, also where the account has been charged another of the same code
 * since. That nobody charges a second one while the first is open is the use case's rule, under the account's lock.
 */
export class ReopenDebts1764000050040 implements MigrationInterface {
  readonly name = 'ReopenDebts1764000050040';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop index debt_open_code');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(OPEN_CODE);
  }
}

const OPEN_CODE = `create unique index debt_open_code on debt (utility, account_number, code)
  where charged_minor > settled_elsewhere_minor + recovered_minor`;
