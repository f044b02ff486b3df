import { makeAppendOnly } from '@openprepay/persistence/append-only';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A meter comes in by a password or by a certificate, never by either; by one of them it is in force. */
const CREDENTIAL = `
alter table mqtt_credential
  add column certificate_fingerprint bytea,
  add column in_force boolean not null generated always as (password_hash is not null or certificate_fingerprint is not null) stored,
  add constraint mqtt_credential_one_of check (password_hash is null or certificate_fingerprint is null)`;

const CERTIFICATE = `
create table meter_certificate (
  serial text primary key,
  utility text not null,
  meter_number text not null,
  fingerprint bytea not null,
  issued_by text not null,
  issued_at timestamptz not null,
  expires_at timestamptz not null
)`;

/** When one was taken back: by another, by who took the meter's access away, or with its number. */
const END = `
create table meter_certificate_end (
  serial text primary key references meter_certificate,
  utility text not null,
  ended_at timestamptz not null
)`;

const INDEXES = [
  'meter_certificate_of_meter on meter_certificate (utility, meter_number)',
  'meter_certificate_expires on meter_certificate (expires_at)',
];
const TABLES = ['meter_certificate', 'meter_certificate_end'];

export class CertifyMeters1764000160000 implements MigrationInterface {
  readonly name = 'CertifyMeters1764000160000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [CREDENTIAL, CERTIFICATE, END]) await queryRunner.query(statement);
    for (const index of INDEXES) await queryRunner.query(`create index ${index}`);
    for (const table of TABLES) {
      await protectByUtility(queryRunner, table);
      await makeAppendOnly(queryRunner, table);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES.toReversed()) await queryRunner.query(`drop table ${table}`);
    await queryRunner.query('alter table mqtt_credential drop column in_force');
    await queryRunner.query('delete from mqtt_credential where password_hash is null and not reassigned');
    await queryRunner.query('alter table mqtt_credential drop column certificate_fingerprint');
  }
}
