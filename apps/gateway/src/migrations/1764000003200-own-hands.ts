import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whose password it is: the owner's, or one that another has set. Of accounts that are there, the record of changes tells; what it
 * does not tell is another's, until the owner sets a password. Whoever runs the installation was named by it.
 */
export class OwnHands1764000003200 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table app_user add column password_own boolean not null default false, add column others_changed_at timestamptz`);
    await queryRunner.query('update app_user set others_changed_at = greatest(created_at, roles_changed_at, credential_changed_at)');
    await queryRunner.query(`
      update app_user u set password_own = true,
          others_changed_at = case when last.change = 'created' then nullif(u.roles_changed_at, u.created_at) else u.roles_changed_at end
        from (select distinct on (utility, user_id) utility, user_id, change, by_subject from account_change
               where change in ('created', 'password-set', 'custodian-approved', 'password-changed') order by utility, user_id, position desc) last
       where last.utility = u.utility and last.user_id = u.id
         and (last.change = 'password-changed' or (last.change = 'created' and last.by_subject is null))`);
    await queryRunner.query(`
      update app_user u set password_own = true, others_changed_at = null
       where platform and not exists (select from account_change c where c.utility = u.utility and c.user_id = u.id)`);
    await queryRunner.query('alter table app_user alter column password_own drop default');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table app_user drop column password_own, drop column others_changed_at');
  }
}
