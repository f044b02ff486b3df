import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Campaigns are listed by their state. */
export class ListCampaigns1764000226010 implements MigrationInterface {
  readonly name = 'ListCampaigns1764000226010';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('create index campaign_state on campaign (utility, state, campaign_id)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop index campaign_state');
  }
}
