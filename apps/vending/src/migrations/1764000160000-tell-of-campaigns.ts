import { changeOnly } from '@openprepay/persistence/grants';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was last told of each campaign. Of those that had ended already nothing is told. */
export class TellOfCampaigns1764000160000 implements MigrationInterface {
  readonly name = 'TellOfCampaigns1764000160000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table campaign_told (
        utility text not null,
        campaign_id uuid not null,
        told jsonb not null,
        constraint campaign_told_pk primary key (utility, campaign_id),
        constraint campaign_told_campaign foreign key (utility, campaign_id) references campaign
      )`);
    await queryRunner.query(`
      insert into campaign_told (utility, campaign_id, told)
      select utility, campaign_id, jsonb_build_object('state', state) from campaign where state in ('cancelled', 'completed')`);
    await protectByUtility(queryRunner, 'campaign_told');
    await changeOnly(queryRunner, 'campaign_told', ['told']);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table campaign_told');
  }
}
