import { changeAll, changeOnly, neverDelete } from '@openprepay/persistence/grants';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is written once. */
const WRITTEN_ONCE = ['utility', 'account_change'];
/** What changes, and stays: sessions alone are removed, once they have ended. */
const KEPT = ['app_user', 'custodian_request'];

/** The service's rights by table: whoever takes it over removes no account, and no record of who changed one. */
export class LeastRights1764000009100 implements MigrationInterface {
  readonly name = 'LeastRights1764000009100';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of WRITTEN_ONCE) await changeOnly(queryRunner, table, []);
    for (const table of KEPT) await neverDelete(queryRunner, table);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of [...WRITTEN_ONCE, ...KEPT]) await changeAll(queryRunner, table);
  }
}
