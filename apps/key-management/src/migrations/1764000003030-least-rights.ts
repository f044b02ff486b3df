import { changeAll, changeOnly, neverDelete } from '@openprepay/persistence/grants';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the service may change of each table: nothing is removed, and what never changes is not changed by whoever takes the service over. */
const CHANGING: Readonly<Record<string, readonly string[]>> = {
  supply_group: [],
  vending_key: ['state', 'kcv', 'master_key_id', 'wrapped_key', 'activated_at', 'changed_at', 'integrity_failed_at'],
  vending_key_change: ['state', 'decided_by_subject', 'decided_by_username', 'decided_at', 'refusal'],
  key_component: ['master_key_id', 'wrapped_component'],
  token_identifier_counter: ['last_issued', 'hour_began_at', 'hour_tokens'],
  vault_clock: ['last_issued_at'],
  audit_head: ['sequence', 'hash'],
};

/** The service's rights by table and column; and since when a key's sealed value does not open. */
export class LeastRights1764000003030 implements MigrationInterface {
  readonly name = 'LeastRights1764000003030';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table vending_key add column integrity_failed_at timestamptz`);
    for (const [table, columns] of Object.entries(CHANGING)) await changeOnly(queryRunner, table, columns);
    await neverDelete(queryRunner, 'known_meter');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of [...Object.keys(CHANGING), 'known_meter']) await changeAll(queryRunner, table);
    await queryRunner.query(`alter table vending_key drop column integrity_failed_at`);
  }
}
