import { refuseChanges } from '@openprepay/persistence/append-only';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Custodians are made by two administrators, and who changed whose account is kept. Whoever is a custodian already stays one;
 * an administrator who is one too stays an administrator alone.
 */
export class Custodians1764000003100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table app_user add column custodian_from timestamptz, add column roles_changed_at timestamptz`);
    await queryRunner.query(`
      update app_user set roles = array_remove(roles, 'custodian') where 'custodian' = any(roles) and (platform or 'admin' = any(roles))`);
    await queryRunner.query(`update app_user set custodian_from = changed_at where 'custodian' = any(roles)`);
    await queryRunner.query('update app_user set roles_changed_at = changed_at');
    await queryRunner.query(`
      alter table app_user alter column roles_changed_at set not null,
        add constraint app_user_roles_apart check (not ('custodian' = any(roles) and (platform or 'admin' = any(roles))))`);
    await this.createRequests(queryRunner);
    await this.createChanges(queryRunner);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table account_change');
    await queryRunner.query('drop function refuse_change');
    await queryRunner.query('drop table custodian_request');
    await queryRunner.query(
      'alter table app_user drop constraint app_user_roles_apart, drop column custodian_from, drop column roles_changed_at',
    );
  }

  private async createRequests(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table custodian_request (
        id uuid primary key,
        utility text not null references utility (utility),
        user_id uuid not null references app_user (id),
        username text not null,
        state text not null check (state in ('awaiting-approval', 'approved', 'refused')),
        roles text[],
        password_hash text,
        sets_password boolean not null,
        requested_by text not null,
        requested_by_name text not null,
        requested_at timestamptz not null,
        decided_by text,
        decided_by_name text,
        decided_at timestamptz,
        reason text,
        effective_at timestamptz,
        constraint custodian_request_decided check ((state = 'awaiting-approval') = (decided_by is null)),
        constraint custodian_request_two_people check (state <> 'approved' or decided_by <> requested_by),
        constraint custodian_request_effective check ((state = 'approved') = (effective_at is not null)),
        constraint custodian_request_no_secret_left check (state = 'awaiting-approval' or password_hash is null)
      )`);
    await queryRunner.query(`create unique index custodian_request_open on custodian_request (user_id) where state = 'awaiting-approval'`);
    await queryRunner.query('create index custodian_request_by_utility on custodian_request (utility, id)');
    await protectByUtility(queryRunner, 'custodian_request');
  }

  private async createChanges(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table account_change (
        position bigint generated always as identity primary key,
        id uuid not null constraint account_change_id unique,
        utility text not null,
        at timestamptz not null,
        user_id uuid not null,
        username text not null,
        change text not null,
        by_subject text,
        by text not null,
        requested_by text,
        roles text[],
        reason text
      )`);
    await queryRunner.query('create index account_change_by_utility on account_change (utility, position)');
    await queryRunner.query('create index account_change_by_user on account_change (utility, user_id, position)');
    await protectByUtility(queryRunner, 'account_change');
    await refuseChanges(queryRunner, 'account_change');
  }
}
