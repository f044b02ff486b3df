import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is newer is told by a revision that is counted under a lock, no longer by a clock. What is there has none yet
 * and counts as 0, so that the next change is newer.
 */
export class AddMeterRevision1764000004500 implements MigrationInterface {
  readonly name = 'AddMeterRevision1764000004500';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table known_meter add column revision integer not null default 0');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table known_meter drop column revision');
  }
}
