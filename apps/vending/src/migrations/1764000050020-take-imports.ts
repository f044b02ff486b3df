import { createImportTables, dropImportTables } from '@openprepay/imports/import-migration';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Files of meters that come in, and what of them was refused. */
export class TakeImports1764000050020 implements MigrationInterface {
  readonly name = 'TakeImports1764000050020';

  up(queryRunner: QueryRunner): Promise<void> {
    return createImportTables(queryRunner);
  }

  down(queryRunner: QueryRunner): Promise<void> {
    return dropImportTables(queryRunner);
  }
}
