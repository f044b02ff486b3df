import { changeOnly } from '@openprepay/persistence/grants';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which tariff versions vending has said to have, and when each utility's pricing was last told to be alive. */
export class ConfirmTariffs1764000004001 implements MigrationInterface {
  readonly name = 'ConfirmTariffs1764000004001';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table tariff_application (
        utility text not null,
        code text not null,
        version integer not null,
        applied_at timestamptz not null,
        primary key (utility, code, version),
        foreign key (utility, code, version) references tariff_version (utility, code, version)
      )`);
    await queryRunner.query(`
      create table pricing_heartbeat (
        utility text not null primary key,
        beat_at timestamptz not null
      )`);
    for (const table of ['tariff_application', 'pricing_heartbeat']) await protectByUtility(queryRunner, table);
    await changeOnly(queryRunner, 'tariff_application', []);
    await changeOnly(queryRunner, 'pricing_heartbeat', ['beat_at']);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table pricing_heartbeat, tariff_application');
  }
}
