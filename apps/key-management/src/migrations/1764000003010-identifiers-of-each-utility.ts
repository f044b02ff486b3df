import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A meter's identifiers are counted for each utility by itself, since a utility's tokens never work on another's meter: none
 * uses up another's. Beside them how many tokens the meter has had within the hour, and when tokens were last made at all.
 */
export class IdentifiersOfEachUtility1764000003010 implements MigrationInterface {
  readonly name = 'IdentifiersOfEachUtility1764000003010';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table token_identifier_counter rename to token_identifier_counter_of_all`);
    await queryRunner.query(`alter index token_identifier_counter_pkey rename to token_identifier_counter_of_all_pkey`);
    await queryRunner.query(`
      create table token_identifier_counter (
        utility text not null,
        meter_pan text not null,
        base_date smallint not null,
        last_issued integer check (last_issued between 0 and 16777215),
        hour_began_at timestamptz,
        hour_tokens integer not null default 0 check (hour_tokens >= 0),
        constraint token_identifier_counter_pkey primary key (utility, meter_pan, base_date)
      ) with (fillfactor = 80)`);
    // Each utility goes on after the highest that the meter has had of anybody: a meter may have changed hands.
    await queryRunner.query(`
      insert into token_identifier_counter (utility, meter_pan, base_date, last_issued)
      select distinct token.utility, counter.meter_pan, counter.base_date, counter.last_issued
        from token_identifier_counter_of_all counter
        join issued_token token on token.meter_pan = counter.meter_pan and token.base_date = counter.base_date`);
    await queryRunner.query(`drop table token_identifier_counter_of_all`);
    await protectByUtility(queryRunner, 'token_identifier_counter');
    await queryRunner.query(`
      alter table issued_token drop constraint issued_token_identifier,
        add constraint issued_token_identifier unique (utility, meter_pan, base_date, token_identifier)`);
    await this.onlyRises(queryRunner);
    // One row, which says nothing of anybody.
    await queryRunner.query(`
      create table vault_clock (the_only boolean primary key default true check (the_only), last_issued_at timestamptz)`);
    await queryRunner.query(`insert into vault_clock (the_only) values (true)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table vault_clock`);
    await queryRunner.query(`
      alter table issued_token drop constraint issued_token_identifier,
        add constraint issued_token_identifier unique (meter_pan, base_date, token_identifier)`);
    await queryRunner.query(`alter table token_identifier_counter rename to token_identifier_counter_of_each`);
    await queryRunner.query(`alter index token_identifier_counter_pkey rename to token_identifier_counter_of_each_pkey`);
    await queryRunner.query(`
      create table token_identifier_counter (
        meter_pan text not null,
        base_date smallint not null,
        last_issued integer check (last_issued between 0 and 16777215),
        primary key (meter_pan, base_date)
      ) with (fillfactor = 80)`);
    await queryRunner.query(`
      insert into token_identifier_counter
      select meter_pan, base_date, max(last_issued) from token_identifier_counter_of_each group by meter_pan, base_date`);
    await queryRunner.query(`drop table token_identifier_counter_of_each`);
    await queryRunner.query(`drop function check_identifier_counter()`);
  }

  private async onlyRises(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create function check_identifier_counter() returns trigger language plpgsql as $$
      begin
        if TG_OP = 'DELETE' then
          raise exception 'a meter’s identifiers are not forgotten' using ERRCODE = 'restrict_violation';
        end if;
        if (old.utility, old.meter_pan, old.base_date) is distinct from (new.utility, new.meter_pan, new.base_date) then
          raise exception 'a counter stays its meter’s' using ERRCODE = 'restrict_violation';
        end if;
        if old.last_issued is not null and (new.last_issued is null or new.last_issued < old.last_issued) then
          raise exception 'a meter’s identifiers only rise' using ERRCODE = 'restrict_violation';
        end if;
        return new;
      end $$`);
    await queryRunner.query(`
      create trigger token_identifier_counter_rises before update or delete on token_identifier_counter
        for each row execute function check_identifier_counter()`);
  }
}
