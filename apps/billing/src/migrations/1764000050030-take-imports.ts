import { createImportTables, dropImportTables, rememberCurrency } from '@openprepay/imports/import-migration';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Files of accounts that come in, and what of them was refused. */
export class TakeImports1764000050030 implements MigrationInterface {
  readonly name = 'TakeImports1764000050030';

  async up(queryRunner: QueryRunner): Promise<void> {
    await createImportTables(queryRunner);
    await rememberCurrency(queryRunner);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await dropImportTables(queryRunner);
    // Nothing of billing's before needed it.
    await queryRunner.query('drop function refuse_change');
  }
}
