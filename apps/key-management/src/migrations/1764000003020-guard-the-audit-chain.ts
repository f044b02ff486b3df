import { makeAppendOnly } from '@openprepay/persistence/append-only';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The end of a chain only moves on, by the entries that are put there, and no entry stands beyond it. Signed places of the
 * chains; and who had a token opened, beside the chains: anybody who sells may, and none of it waits for another.
 */
export class GuardTheAuditChain1764000003020 implements MigrationInterface {
  readonly name = 'GuardTheAuditChain1764000003020';

  async up(queryRunner: QueryRunner): Promise<void> {
    await this.guardHead(queryRunner);
    await queryRunner.query(`
      create table audit_checkpoint (
        utility text not null,
        sequence bigint not null check (sequence > 0),
        hash text not null check (hash ~ '^[0-9a-f]{64}$'),
        signed_at timestamptz not null,
        master_key_id text not null,
        signature text not null check (signature ~ '^[0-9a-f]{64}$'),
        primary key (utility, sequence, master_key_id)
      )`);
    await queryRunner.query(`
      create table token_verification (
        id uuid primary key,
        utility text not null,
        at timestamptz not null,
        actor_subject text not null,
        actor_username text not null,
        meter_number text not null,
        vending_key_id uuid not null references vending_key (id),
        issued_here boolean not null,
        valid boolean not null
      )`);
    await queryRunner.query(`create index token_verification_by_utility on token_verification (utility, id)`);
    await queryRunner.query(`
      create index token_verification_of_others on token_verification (utility, at, actor_subject, meter_number) where not issued_here`);
    for (const table of ['audit_checkpoint', 'token_verification']) {
      await protectByUtility(queryRunner, table);
      await makeAppendOnly(queryRunner, table);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table token_verification`);
    await queryRunner.query(`drop table audit_checkpoint`);
    await queryRunner.query(`drop trigger audit_entry_has_head on audit_entry`);
    for (const name of ['audit_head_moves_on', 'audit_head_begins', 'audit_head_kept', 'audit_head_never_emptied']) {
      await queryRunner.query(`drop trigger ${name} on audit_head`);
    }
    for (const name of ['check_audit_head', 'check_audit_entry_has_head']) await queryRunner.query(`drop function ${name}()`);
  }

  private async guardHead(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create function check_audit_head() returns trigger language plpgsql as $$
      begin
        if TG_OP = 'INSERT' then
          -- One that is there already is left as it is: this insert will find that it comes too late.
          if exists (select from audit_head where utility = new.utility) then
            return new;
          end if;
          if new.sequence <> 0 or exists (select from audit_entry where utility = new.utility) then
            raise exception 'a chain begins with its first entry' using ERRCODE = 'restrict_violation';
          end if;
          return new;
        end if;
        if new.utility <> old.utility or new.sequence <= old.sequence then
          raise exception 'the end of a chain only moves on' using ERRCODE = 'restrict_violation';
        end if;
        if not exists (select from audit_entry where utility = new.utility and sequence = new.sequence and hash = new.hash) then
          raise exception 'a chain ends with an entry of it' using ERRCODE = 'restrict_violation';
        end if;
        return new;
      end $$`);
    await queryRunner.query(
      `create trigger audit_head_begins before insert on audit_head for each row execute function check_audit_head()`,
    );
    await queryRunner.query(
      `create trigger audit_head_moves_on before update on audit_head for each row execute function check_audit_head()`,
    );
    await queryRunner.query(`create trigger audit_head_kept before delete on audit_head for each row execute function refuse_change()`);
    await queryRunner.query(`
      create trigger audit_head_never_emptied before truncate on audit_head for each statement execute function refuse_change()`);
    await queryRunner.query(`
      create function check_audit_entry_has_head() returns trigger language plpgsql as $$
      begin
        if not exists (select from audit_head where utility = new.utility and sequence >= new.sequence) then
          raise exception 'an entry beyond the end of its chain' using ERRCODE = 'restrict_violation';
        end if;
        return null;
      end $$`);
    await queryRunner.query(`
      create constraint trigger audit_entry_has_head after insert on audit_entry deferrable initially deferred
        for each row execute function check_audit_entry_has_head()`);
  }
}
