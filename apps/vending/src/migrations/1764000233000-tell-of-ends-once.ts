import { allowChanges } from '@openprepay/persistence/grants';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** That the end of a campaign was told, with the campaign: whoever looks for what to tell passes over all that have ended by an index. */
export class TellOfEndsOnce1764000233000 implements MigrationInterface {
  readonly name = 'TellOfEndsOnce1764000233000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table campaign add column end_told boolean not null default false');
    await queryRunner.query(`
      update campaign c set end_told = true from campaign_told d
       where d.utility = c.utility and d.campaign_id = c.campaign_id and c.state in ('cancelled', 'completed') and d.told ->> 'state' = c.state`);
    await queryRunner.query(
      `alter table campaign add constraint campaign_end_told check (not end_told or state in ('cancelled', 'completed'))`,
    );
    await queryRunner.query('create index campaign_to_tell on campaign (utility, campaign_id) where not end_told');
    await allowChanges(queryRunner, 'campaign', ['end_told']);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table campaign drop column end_told');
  }
}
