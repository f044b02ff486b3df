import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Meters of a supply group, and of a revision of its key, are found by themselves, in the order of their numbers. */
export class ListMetersOfKeys1764000009420 implements MigrationInterface {
  readonly name = 'ListMetersOfKeys1764000009420';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('create index meter_supply_group on meter (utility, supply_group_code, meter_number)');
    await queryRunner.query('create index meter_key on meter (utility, supply_group_code, key_revision, meter_number)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop index meter_key');
    await queryRunner.query('drop index meter_supply_group');
  }
}
