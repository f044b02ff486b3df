import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where in the network a meter hangs, as vending tells it. Meters told of before have none until they change. */
export class KeepNetworkNodes1764000050011 implements MigrationInterface {
  readonly name = 'KeepNetworkNodes1764000050011';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table meter add column network_node text');
    await queryRunner.query(
      'create index meter_network_node on meter (utility, network_node, meter_number) where network_node is not null',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table meter drop column network_node');
  }
}
