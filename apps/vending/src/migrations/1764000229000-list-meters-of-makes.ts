import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Meters of a make are found by themselves, in the order of their numbers: what the catalogue has to say of one it says of each. */
export class ListMetersOfMakes1764000229000 implements MigrationInterface {
  readonly name = 'ListMetersOfMakes1764000229000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table meter add column make text not null generated always as (${MAKE}) stored`);
    await queryRunner.query('create index meter_make on meter (utility, make, meter_number)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table meter drop column make');
  }
}

/** Whatever `meter_warnings` looks at; none of it has a blank in it, and only the model may be missing. */
const MAKE = ['manufacturer_code', "coalesce(model_code, '')", 'commodity', 'encryption_algorithm', 'decoder_key_algorithm'].join(
  " || ' ' || ",
);
