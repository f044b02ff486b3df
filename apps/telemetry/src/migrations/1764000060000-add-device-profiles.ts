import { neverDelete } from '@openprepay/persistence/grants';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const DEVICE_PROFILE = `
create table device_profile (
  utility text not null,
  code text not null,
  dialect text not null,
  topic_pattern text not null,
  registers jsonb not null,
  credit jsonb,
  time_zone text not null,
  created_by text not null,
  created_at timestamptz not null,
  primary key (utility, code)
)`;

/** What a dialect must know of a device to understand what it says next; of one meter, whoever restarts. */
const DIALECT_MEMORY = `
create table dialect_memory (
  utility text not null,
  meter_number text not null,
  memory jsonb not null,
  changed_at timestamptz not null,
  primary key (utility, meter_number)
) with (fillfactor = 70)`;

/** Meters that are there speak as this platform does. */
const CREDENTIAL = `
alter table mqtt_credential
  add column device_profile text,
  add constraint mqtt_credential_device_profile foreign key (utility, device_profile) references device_profile (utility, code)`;

/** Meters say what they are: the profile of each is found by its code. */
const INDEX = 'create index mqtt_credential_by_profile on mqtt_credential (utility, device_profile) where device_profile is not null';

const TABLES = ['device_profile', 'dialect_memory'];

export class AddDeviceProfiles1764000060000 implements MigrationInterface {
  readonly name = 'AddDeviceProfiles1764000060000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [DEVICE_PROFILE, DIALECT_MEMORY, CREDENTIAL, INDEX]) await queryRunner.query(statement);
    for (const table of TABLES) await protectByUtility(queryRunner, table);
    for (const table of TABLES) await neverDelete(queryRunner, table);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table mqtt_credential drop column device_profile');
    for (const table of TABLES) await queryRunner.query(`drop table ${table}`);
  }
}
