import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Browsers that stay signed in. What they show is kept as a hash; one that has ended stays so. */
export class WebSessions1764000008010 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table web_session (
        id uuid primary key,
        utility text not null references utility (utility),
        user_id uuid not null references app_user (id),
        roles text[] not null,
        credential_changed_at timestamptz not null,
        secret_hash bytea not null check (octet_length(secret_hash) = 32),
        previous_hash bytea check (octet_length(previous_hash) = 32),
        rotated_at timestamptz not null,
        created_at timestamptz not null,
        idle_until timestamptz not null,
        expires_at timestamptz not null,
        ended_at timestamptz,
        ended_why text check (ended_why in ('signed-out', 'reused', 'account-changed', 'made-room')),
        constraint web_session_ended check ((ended_at is null) = (ended_why is null)),
        constraint web_session_bounded check (idle_until <= expires_at)
      )`);
    await queryRunner.query('create index web_session_by_user on web_session (utility, user_id, created_at) where ended_at is null');
    await queryRunner.query('create index web_session_by_age on web_session (idle_until)');
    await protectByUtility(queryRunner, 'web_session');
    await this.keepEnded(queryRunner);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table web_session');
    await queryRunner.query('drop function keep_session_ended');
  }

  /** A session does not come back, and is nobody else's. */
  private async keepEnded(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create function keep_session_ended() returns trigger language plpgsql as $$
      begin
        if old.ended_at is not null or (new.utility, new.user_id, new.created_at, new.expires_at) is distinct from
            (old.utility, old.user_id, old.created_at, old.expires_at) then
          raise exception 'a session that has ended stays so, and is its user’s alone' using ERRCODE = 'restrict_violation';
        end if;
        return new;
      end $$`);
    await queryRunner.query(`
      create trigger web_session_ended_stays before update on web_session for each row execute function keep_session_ended()`);
  }
}
