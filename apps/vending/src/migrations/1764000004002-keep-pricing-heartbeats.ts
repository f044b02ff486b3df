import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far the copy of a utility's pricing can be trusted. Until billing says so there is no row, and it is trusted. */
export class KeepPricingHeartbeats1764000004002 implements MigrationInterface {
  readonly name = 'KeepPricingHeartbeats1764000004002';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table pricing_heartbeat (
        utility text not null,
        as_of timestamptz not null,
        complete_until timestamptz,
        missing jsonb not null,
        defaults jsonb not null,
        constraint pricing_heartbeat_pk primary key (utility)
      ) with (fillfactor = 70)`);
    await protectByUtility(queryRunner, 'pricing_heartbeat');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table pricing_heartbeat');
  }
}
