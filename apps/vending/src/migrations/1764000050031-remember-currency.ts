import { rememberCurrency } from '@openprepay/imports/import-migration';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A file knows the currency of the utility whose it is. */
export class RememberCurrency1764000050031 implements MigrationInterface {
  readonly name = 'RememberCurrency1764000050031';

  up(queryRunner: QueryRunner): Promise<void> {
    return rememberCurrency(queryRunner);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table import_run drop column currency');
  }
}
