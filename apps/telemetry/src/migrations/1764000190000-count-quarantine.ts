import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What waits is counted by code from the index alone, however long the messages are. */
export class CountQuarantine1764000190000 implements MigrationInterface {
  readonly name = 'CountQuarantine1764000190000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`create index quarantine_codes on quarantine (utility, code) where state = 'open'`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop index quarantine_codes');
  }
}
