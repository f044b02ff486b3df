import { allowChanges } from '@openprepay/persistence/grants';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How often was told of a campaign: whoever hears of it twice knows by that which came later. What was told before is the first. */
export class NumberTellings1764000226000 implements MigrationInterface {
  readonly name = 'NumberTellings1764000226000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table campaign_told add column revision integer not null default 1 check (revision > 0)');
    await allowChanges(queryRunner, 'campaign_told', ['revision']);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table campaign_told drop column revision');
  }
}
