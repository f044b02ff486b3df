import { changeOnly } from '@openprepay/persistence/grants';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Certificates of tills, by which they sign in without a secret. Of one nothing changes but that it is revoked, once and for good. */
export class CertifyTerminals1764000221000 implements MigrationInterface {
  readonly name = 'CertifyTerminals1764000221000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table terminal_certificate (
        utility text not null,
        serial text not null,
        terminal_id uuid not null,
        client_id text not null,
        fingerprint bytea not null check (length(fingerprint) = 32),
        issued_at timestamptz not null,
        issued_by text not null,
        expires_at timestamptz not null,
        revoked_at timestamptz,
        revoked_by text,
        constraint terminal_certificate_pk primary key (utility, serial),
        constraint terminal_certificate_terminal foreign key (utility, terminal_id) references terminal,
        constraint terminal_certificate_revoked check ((revoked_at is null) = (revoked_by is null))
      )`);
    // A till shows it before anybody knows of which utility it is.
    await queryRunner.query('create unique index terminal_certificate_fingerprint on terminal_certificate (fingerprint)');
    await queryRunner.query('create index terminal_certificate_newest on terminal_certificate (utility, terminal_id, issued_at desc)');
    await protectByUtility(queryRunner, 'terminal_certificate');
    await changeOnly(queryRunner, 'terminal_certificate', ['revoked_at', 'revoked_by']);
    await queryRunner.query(`
      create function certificate_stays_revoked() returns trigger language plpgsql as $$
      begin
        raise exception 'a revoked certificate stays revoked' using errcode = 'restrict_violation';
      end $$`);
    await queryRunner.query(`create trigger terminal_certificate_stays_revoked before update on terminal_certificate for each row
      when (old.revoked_at is not null) execute function certificate_stays_revoked()`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table terminal_certificate');
    await queryRunner.query('drop function certificate_stays_revoked');
  }
}
