import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is newer is told by a revision that is counted under a lock, no longer by a clock. What is there has none yet
 * and counts as 0, so that the next change is newer.
 */
export class AddDefaultTariffRevision1764000004000 implements MigrationInterface {
  readonly name = 'AddDefaultTariffRevision1764000004000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table default_tariff add column revision integer not null default 0');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table default_tariff drop column revision');
  }
}
