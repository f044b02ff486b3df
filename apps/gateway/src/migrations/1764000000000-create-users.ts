import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateUsers1764000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table utility (
        utility text primary key,
        name text not null,
        currency text not null,
        time_zone text not null,
        created_at timestamptz not null
      )`);
    await protectByUtility(queryRunner, 'utility');
    // Names are unique across the installation: sign-in knows no utility.
    await queryRunner.query(`
      create table app_user (
        id uuid primary key,
        utility text not null references utility (utility),
        username text not null constraint app_user_username unique,
        password_hash text not null,
        roles text[] not null,
        vendor_id uuid,
        platform boolean not null default false,
        state text not null check (state in ('active', 'disabled')),
        created_at timestamptz not null,
        changed_at timestamptz not null
      )`);
    await queryRunner.query('create index app_user_by_utility on app_user (utility, username)');
    await protectByUtility(queryRunner, 'app_user');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table app_user');
    await queryRunner.query('drop table utility');
  }
}
