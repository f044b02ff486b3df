import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which utilities are sandboxes. Those of before are none, and no utility becomes one or ceases to be one. */
export class MarkSandboxes1764000040010 implements MigrationInterface {
  readonly name = 'MarkSandboxes1764000040010';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table utility add column sandbox boolean not null default false');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table utility drop column sandbox');
  }
}
