import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The meters of a campaign are counted part by part of the network, each by the index; those that stand on none have no entry in it. */
export class CountCampaignsByPart1764000234000 implements MigrationInterface {
  readonly name = 'CountCampaignsByPart1764000234000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`create index campaign_meter_part on campaign_meter (utility, campaign_id, network_node, meter_number)
      where network_node is not null`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop index campaign_meter_part');
  }
}
