import { refuseChanges } from '@openprepay/persistence/append-only';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A number may be kept for a utility that has no password for it yet, once who runs the installation has said whose it is. */
const CREDENTIAL = [
  'alter table mqtt_credential alter column password_hash drop not null',
  'alter table mqtt_credential add column reassigned boolean not null default false',
];

const REASSIGNMENT = `
create table meter_reassignment (
  reassignment_id uuid primary key,
  utility text not null,
  meter_number text not null,
  former_utility text,
  credentials_revoked boolean not null,
  reason text,
  reassigned_by text not null,
  reassigned_at timestamptz not null
)`;

const INDEX = 'create index meter_reassignment_newest on meter_reassignment (meter_number, reassigned_at desc, reassignment_id desc)';

export class ReassignMeters1764000003010 implements MigrationInterface {
  readonly name = 'ReassignMeters1764000003010';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...CREDENTIAL, REASSIGNMENT, INDEX]) await queryRunner.query(statement);
    await refuseChanges(queryRunner, 'meter_reassignment');
    await protectByUtility(queryRunner, 'meter_reassignment');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table meter_reassignment');
    await queryRunner.query('drop function refuse_change()');
    await queryRunner.query('delete from mqtt_credential where password_hash is null');
    await queryRunner.query('alter table mqtt_credential alter column password_hash set not null, drop column reassigned');
  }
}
