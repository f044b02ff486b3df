import { allowChanges } from '@openprepay/persistence/grants';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which tills may order engineering tokens, and whose word that is: none of those that there are. */
export class AllowEngineering1764000150010 implements MigrationInterface {
  readonly name = 'AllowEngineering1764000150010';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table terminal add column engineering_allowed_at timestamptz, add column engineering_allowed_by text,
        add constraint terminal_engineering check ((engineering_allowed_at is null) = (engineering_allowed_by is null))`);
    await allowChanges(queryRunner, 'terminal', ['engineering_allowed_at', 'engineering_allowed_by']);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table terminal drop column engineering_allowed_at, drop column engineering_allowed_by');
  }
}
