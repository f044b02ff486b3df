import { makeAppendOnly } from '@openprepay/persistence/append-only';
import { changeOnly } from '@openprepay/persistence/grants';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where vendors sell, and the tills that sign in by themselves. Of a till nothing changes but that it is revoked, once and for good. */
export class CreateTerminals1764000009600 implements MigrationInterface {
  readonly name = 'CreateTerminals1764000009600';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table outlet (
        utility text not null,
        outlet_id uuid not null,
        vendor_id uuid not null,
        name text not null,
        created_at timestamptz not null,
        created_by text not null,
        constraint outlet_pk primary key (utility, outlet_id),
        constraint outlet_vendor foreign key (utility, vendor_id) references vendor
      )`);
    await protectByUtility(queryRunner, 'outlet');
    await makeAppendOnly(queryRunner, 'outlet');
    await queryRunner.query(`
      create table terminal (
        utility text not null,
        terminal_id uuid not null,
        outlet_id uuid not null,
        vendor_id uuid not null,
        name text not null,
        secret_hash bytea not null check (length(secret_hash) = 32),
        time_zone text not null,
        created_at timestamptz not null,
        created_by text not null,
        revoked_at timestamptz,
        revoked_by text,
        constraint terminal_pk primary key (utility, terminal_id),
        constraint terminal_outlet foreign key (utility, outlet_id) references outlet,
        constraint terminal_vendor foreign key (utility, vendor_id) references vendor,
        constraint terminal_revoked check ((revoked_at is null) = (revoked_by is null))
      )`);
    // A till says who it is before anybody knows of which utility.
    await queryRunner.query('create unique index terminal_id on terminal (terminal_id)');
    await queryRunner.query('create index terminal_of_vendor on terminal (utility, vendor_id, terminal_id)');
    await protectByUtility(queryRunner, 'terminal');
    await changeOnly(queryRunner, 'terminal', ['revoked_at', 'revoked_by']);
    await queryRunner.query(`
      create function stay_revoked() returns trigger language plpgsql as $$
      begin
        raise exception 'a revoked terminal stays revoked' using errcode = 'restrict_violation';
      end $$`);
    await queryRunner.query(`create trigger terminal_stays_revoked before update on terminal for each row
      when (old.revoked_at is not null) execute function stay_revoked()`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table terminal');
    await queryRunner.query('drop function stay_revoked');
    await queryRunner.query('drop table outlet');
  }
}
