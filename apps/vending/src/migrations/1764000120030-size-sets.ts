import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether a key change's set has a token for the supply group; those of before have none. */
export class SizeSets1764000120030 implements MigrationInterface {
  readonly name = 'SizeSets1764000120030';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table key_change add column include_supply_group boolean not null default false');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table key_change drop column include_supply_group');
  }
}
