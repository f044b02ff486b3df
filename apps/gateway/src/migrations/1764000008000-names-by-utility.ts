import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A user's name is unique within its utility: nobody takes a name from another utility, or learns which ones are taken there. */
export class NamesByUtility1764000008000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table app_user drop constraint app_user_username, add constraint app_user_username unique (utility, username)`);
    await queryRunner.query('drop index app_user_by_utility');
    // Sign-in looks for a name in all of them.
    await queryRunner.query('create index app_user_by_username on app_user (username)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop index app_user_by_username');
    await queryRunner.query('create index app_user_by_utility on app_user (utility, username)');
    await queryRunner.query(`
      alter table app_user drop constraint app_user_username, add constraint app_user_username unique (username)`);
  }
}
