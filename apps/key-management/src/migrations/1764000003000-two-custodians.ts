import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What one custodian asks for and another decides on; and a key's states, of which the database lets only those follow that may. */
export class TwoCustodians1764000003000 implements MigrationInterface {
  readonly name = 'TwoCustodians1764000003000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table vending_key_change (
        id uuid primary key,
        utility text not null,
        vending_key_id uuid not null references vending_key (id),
        supply_group_code text not null,
        change text not null check (change in ('retire', 'reactivate')),
        state text not null check (state in ('awaiting-approval', 'done', 'refused', 'expired')),
        urgent boolean not null,
        reason text,
        requested_by_subject text not null,
        requested_by_username text not null,
        requested_at timestamptz not null,
        not_before timestamptz not null,
        expires_at timestamptz not null check (expires_at > not_before),
        decided_by_subject text,
        decided_by_username text,
        decided_at timestamptz,
        refusal text,
        constraint vending_key_change_decided check ((state in ('done', 'refused')) = (decided_by_subject is not null)),
        constraint vending_key_change_two_people check (state <> 'done' or decided_by_subject <> requested_by_subject)
      )`);
    await queryRunner.query(
      `create unique index vending_key_change_open on vending_key_change (vending_key_id) where state = 'awaiting-approval'`,
    );
    await queryRunner.query(`create index vending_key_change_by_utility on vending_key_change (utility, id)`);
    await protectByUtility(queryRunner, 'vending_key_change');
    await this.guardChanges(queryRunner);
    await this.guardKeys(queryRunner);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop trigger vending_key_steps on vending_key`);
    await queryRunner.query(`drop trigger vending_key_kept on vending_key`);
    await queryRunner.query(`drop table vending_key_change`);
    for (const name of ['check_key_step', 'refuse_key_removal', 'check_key_change_decision'])
      await queryRunner.query(`drop function ${name}()`);
  }

  /** A decision is taken once, and what was asked for stays what it was. */
  private async guardChanges(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create function check_key_change_decision() returns trigger language plpgsql as $$
      begin
        if old.state <> 'awaiting-approval' then
          raise exception 'this change of a key has been decided on' using ERRCODE = 'restrict_violation';
        end if;
        if (old.id, old.utility, old.vending_key_id, old.change, old.urgent, old.requested_by_subject, old.requested_at, old.not_before)
           is distinct from
           (new.id, new.utility, new.vending_key_id, new.change, new.urgent, new.requested_by_subject, new.requested_at, new.not_before) then
          raise exception 'what was asked for does not change' using ERRCODE = 'restrict_violation';
        end if;
        return new;
      end $$`);
    await queryRunner.query(`
      create trigger vending_key_change_once before update on vending_key_change for each row execute function check_key_change_decision()`);
  }

  /** The states' own order, and what a key is for and its check value, which never change. */
  private async guardKeys(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create function check_key_step() returns trigger language plpgsql as $$
      begin
        if (old.id, old.utility, old.supply_group_code, old.key_type, old.key_revision, old.key_expiry, old.base_date,
            old.decoder_key_algorithm, old.components_expected, old.created_at)
           is distinct from
           (new.id, new.utility, new.supply_group_code, new.key_type, new.key_revision, new.key_expiry, new.base_date,
            new.decoder_key_algorithm, new.components_expected, new.created_at) then
          raise exception 'what a vending key is for never changes' using ERRCODE = 'restrict_violation';
        end if;
        if old.kcv is not null and new.kcv is distinct from old.kcv then
          raise exception 'a vending key keeps its value' using ERRCODE = 'restrict_violation';
        end if;
        if new.state <> old.state and (old.state, new.state) not in
           (('draft', 'active'), ('draft', 'retired'), ('active', 'retiring'), ('active', 'retired'), ('retiring', 'active'),
            ('retiring', 'retired'), ('retired', 'active')) then
          raise exception 'a % key cannot become %', old.state, new.state using ERRCODE = 'restrict_violation';
        end if;
        return new;
      end $$`);
    await queryRunner.query(`create trigger vending_key_steps before update on vending_key for each row execute function check_key_step()`);
    await queryRunner.query(`
      create function refuse_key_removal() returns trigger language plpgsql as $$
      begin
        raise exception 'vending keys are kept' using ERRCODE = 'restrict_violation';
      end $$`);
    await queryRunner.query(
      `create trigger vending_key_kept before delete on vending_key for each row execute function refuse_key_removal()`,
    );
  }
}
