import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How the counts of campaigns follow their meters is planned once for a connection, by however many the first statement changes: where that
 * is one, each row of a later batch would be compared with each other one. A hash join is right for one and for many.
 */
export class CountManyAtOnce1764000233030 implements MigrationInterface {
  readonly name = 'CountManyAtOnce1764000233030';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter function recount_campaign_meters() set enable_nestloop = off');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter function recount_campaign_meters() reset enable_nestloop');
  }
}
