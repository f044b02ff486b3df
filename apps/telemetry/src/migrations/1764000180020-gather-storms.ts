import { neverDelete } from '@openprepay/persistence/grants';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What feeds what, as vending tells it. */
const NODE = `create table network_node (
  utility text not null,
  code text not null,
  parent text,
  revision integer not null,
  constraint network_node_pk primary key (utility, code)
)`;

/** Many meters of one part of the network that went silent together. */
const STORM = `create table alarm_storm (
  storm_id uuid primary key,
  utility text not null,
  network_node text not null,
  meters integer not null check (meters > 0),
  began_at timestamptz not null,
  last_joined_at timestamptz not null,
  ended_at timestamptz
)`;

const INDEXES = [
  'network_node_fed on network_node (utility, parent) where parent is not null',
  'alarm_storm_newest on alarm_storm (utility, began_at desc, storm_id desc)',
  'alarm_storm_open on alarm_storm (utility, network_node) where ended_at is null',
  'alarm_cause_of_storm on alarm_cause (utility, storm_id) where storm_id is not null',
  'alarm_of_storm on alarm (utility, storm_id, raised_at desc, alarm_id desc) where storm_id is not null',
];

export class GatherStorms1764000180020 implements MigrationInterface {
  readonly name = 'GatherStorms1764000180020';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [NODE, STORM]) await queryRunner.query(statement);
    for (const table of ['network_node', 'alarm_storm']) {
      await protectByUtility(queryRunner, table);
      await neverDelete(queryRunner, table);
    }
    for (const table of ['alarm', 'alarm_cause']) await queryRunner.query(`alter table ${table} add column storm_id uuid`);
    for (const index of INDEXES) await queryRunner.query(`create index ${index}`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['alarm', 'alarm_cause']) await queryRunner.query(`alter table ${table} drop column storm_id`);
    for (const table of ['alarm_storm', 'network_node']) await queryRunner.query(`drop table ${table}`);
  }
}
