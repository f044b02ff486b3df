import { changeOnly } from '@openprepay/persistence/grants';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The network that meters hang on. A meter's node is not held by a key: what is rebuilt from events may know the meter first. */
export class DrawNetwork1764000050010 implements MigrationInterface {
  readonly name = 'DrawNetwork1764000050010';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table network_node (
        utility text not null,
        code text not null,
        kind text not null check (kind in ('zone', 'feeder', 'transformer', 'pole')),
        parent text,
        latitude double precision check (latitude between -90 and 90),
        longitude double precision check (longitude between -180 and 180),
        created_at timestamptz not null,
        changed_at timestamptz not null,
        constraint network_node_pk primary key (utility, code),
        constraint network_node_parent foreign key (utility, parent) references network_node,
        constraint network_node_of_another check (parent <> code),
        constraint network_node_place check ((latitude is null) = (longitude is null))
      )`);
    await queryRunner.query('create index network_node_below on network_node (utility, parent, code) where parent is not null');
    await protectByUtility(queryRunner, 'network_node');
    await changeOnly(queryRunner, 'network_node', ['parent', 'latitude', 'longitude', 'changed_at']);
    await queryRunner.query('alter table meter add column network_node text');
    await queryRunner.query(
      'create index meter_network_node on meter (utility, network_node, meter_number) where network_node is not null',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table meter drop column network_node');
    await queryRunner.query('drop table network_node');
  }
}
