import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is counted by part and state is counted in the index alone. A set that moves on has a new entry in it anyway. */
export class CountPartsByState1764000236000 implements MigrationInterface {
  readonly name = 'CountPartsByState1764000236000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await remake(queryRunner, 'state');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await remake(queryRunner, 'meter_number');
  }
}

async function remake(queryRunner: QueryRunner, last: string): Promise<void> {
  // the old one goes last: until then campaigns are counted by it
  await queryRunner.query(`create index campaign_meter_part_new on campaign_meter (utility, campaign_id, network_node, ${last})
    where network_node is not null`);
  await queryRunner.query('drop index campaign_meter_part');
  await queryRunner.query('alter index campaign_meter_part_new rename to campaign_meter_part');
}
