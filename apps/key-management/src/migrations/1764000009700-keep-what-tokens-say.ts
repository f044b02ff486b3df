import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a management token says: watts, register, rate or factor. Credit has none. */
export class KeepWhatTokensSay1764000009700 implements MigrationInterface {
  readonly name = 'KeepWhatTokensSay1764000009700';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table issued_token add column value integer check (value >= 0)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table issued_token drop column value');
  }
}
