import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A vend keeps where the month stood in the blocks once it was sold, which no later tariff can tell any more, and of a sale for units
 * how many were asked for, by which its repeat is known. Neither ever changes: the service has no right to.
 */
export class KeepBlocks1764000030000 implements MigrationInterface {
  readonly name = 'KeepBlocks1764000030000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table vend add column units_asked_tenths numeric(30,0) check (units_asked_tenths > 0)');
    await queryRunner.query('alter table vend add column blocks jsonb');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table vend drop column units_asked_tenths, drop column blocks');
  }
}
