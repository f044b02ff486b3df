import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tokens say how old the password is that they were had for. Of passwords set before, the row's last change is the latest it can be. */
export class CredentialAge1764000003000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table app_user add column credential_changed_at timestamptz');
    await queryRunner.query('update app_user set credential_changed_at = changed_at');
    await queryRunner.query('alter table app_user alter column credential_changed_at set not null');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table app_user drop column credential_changed_at');
  }
}
