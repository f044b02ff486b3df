import { changeAll, changeOnly, neverDelete } from '@openprepay/persistence/grants';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is written once: what meters have measured, and who took a meter's number over. */
const WRITTEN_ONCE = ['reading', 'meter_reassignment'];
/** What changes, and stays. Readings go by the month; the rest is removed once it is old. */
const KEPT = ['meter', 'meter_state', 'meter_register'];

/** The service's rights by table: whoever takes it over changes no reading, and removes none. */
export class LeastRights1764000009500 implements MigrationInterface {
  readonly name = 'LeastRights1764000009500';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of WRITTEN_ONCE) await changeOnly(queryRunner, table, []);
    for (const table of KEPT) await neverDelete(queryRunner, table);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of [...WRITTEN_ONCE, ...KEPT]) await changeAll(queryRunner, table);
  }
}
