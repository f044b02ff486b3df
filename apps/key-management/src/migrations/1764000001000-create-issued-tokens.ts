import { makeAppendOnly } from '@openprepay/persistence/append-only';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Token requests' answers, the tokens themselves, what keeps their identifiers apart, and the meters they are for. */
export class CreateIssuedTokens1764000001000 implements MigrationInterface {
  readonly name = 'CreateIssuedTokens1764000001000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table token_identifier_counter (
        meter_pan text not null,
        base_date smallint not null,
        last_issued integer check (last_issued between 0 and 16777215),
        primary key (meter_pan, base_date)
      ) with (fillfactor = 80)`);
    await this.createAnswers(queryRunner);
    await queryRunner.query(`
      create table key_use (
        utility text not null,
        vending_key_id uuid not null references vending_key (id),
        used_on date not null,
        primary key (vending_key_id, used_on)
      )`);
    await queryRunner.query(`
      create table known_meter (
        utility text not null,
        meter_number text not null,
        meter_pan text not null,
        supply_group_code text not null,
        key_type smallint not null,
        key_revision smallint not null,
        tariff_index text not null,
        encryption_algorithm text not null,
        changed_at timestamptz not null,
        primary key (utility, meter_number)
      )`);
    for (const table of ['token_answer', 'issued_token', 'key_use', 'known_meter']) await protectByUtility(queryRunner, table);
    for (const table of ['token_answer', 'issued_token', 'key_use']) await makeAppendOnly(queryRunner, table);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['known_meter', 'key_use', 'issued_token', 'token_answer', 'token_identifier_counter']) {
      await queryRunner.query(`drop table ${table}`);
    }
    await queryRunner.query(`drop function refuse_change()`);
  }

  private async createAnswers(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table token_answer (
        utility text not null,
        request_id uuid not null,
        digest bytea not null,
        meter_number text not null,
        meter_pan text not null,
        supply_group_code text not null,
        key_type smallint not null,
        key_revision smallint not null,
        tariff_index text not null,
        encryption_algorithm text not null,
        decoder_key_algorithm text not null,
        base_date smallint not null,
        vending_key_id uuid references vending_key (id),
        sample_tables boolean,
        refusal_code text,
        refusal_reason text,
        answered_at timestamptz not null,
        primary key (utility, request_id),
        constraint token_answer_outcome check ((vending_key_id is null) <> (refusal_code is null))
      )`);
    // A meter is one meter whichever utility sells to it: its identifiers are unique across them all.
    await queryRunner.query(`
      create table issued_token (
        utility text not null,
        request_id uuid not null,
        position smallint not null,
        token text not null check (token ~ '^[0-9]{20}$'),
        kind text not null,
        commodity text not null,
        token_identifier integer not null check (token_identifier between 0 and 16777215 and token_identifier % 1440 <> 1),
        amount_tenths numeric(30, 0) not null check (amount_tenths >= 0),
        meter_pan text not null,
        base_date smallint not null,
        vending_key_id uuid not null references vending_key (id),
        issued_at timestamptz not null,
        primary key (utility, request_id, position),
        foreign key (utility, request_id) references token_answer (utility, request_id),
        constraint issued_token_identifier unique (meter_pan, base_date, token_identifier)
      )`);
  }
}
