import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { makeAppendOnly } from './append-only.js';

/** Token requests' answers, the tokens themselves, what keeps their identifiers apart, and the meters they are for. */
export class CreateIssuedTokens1764000001000 implements MigrationInterface {
  readonly name = 'CreateIssuedTokens1764000001000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE token_identifier_counter (
        meter_pan text NOT NULL,
        base_date smallint NOT NULL,
        last_issued integer CHECK (last_issued BETWEEN 0 AND 16777215),
        PRIMARY KEY (meter_pan, base_date)
      ) WITH (fillfactor = 80)`);
    await this.#createAnswers(queryRunner);
    await queryRunner.query(`
      CREATE TABLE key_use (
        utility text NOT NULL,
        vending_key_id uuid NOT NULL REFERENCES vending_key (id),
        used_on date NOT NULL,
        PRIMARY KEY (vending_key_id, used_on)
      )`);
    await queryRunner.query(`
      CREATE TABLE known_meter (
        utility text NOT NULL,
        meter_number text NOT NULL,
        meter_pan text NOT NULL,
        supply_group_code text NOT NULL,
        key_type smallint NOT NULL,
        key_revision smallint NOT NULL,
        tariff_index text NOT NULL,
        encryption_algorithm text NOT NULL,
        changed_at timestamptz NOT NULL,
        PRIMARY KEY (utility, meter_number)
      )`);
    for (const table of ['token_answer', 'issued_token', 'key_use', 'known_meter']) await protectByUtility(queryRunner, table);
    for (const table of ['token_answer', 'issued_token', 'key_use']) await makeAppendOnly(queryRunner, table);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['known_meter', 'key_use', 'issued_token', 'token_answer', 'token_identifier_counter']) {
      await queryRunner.query(`DROP TABLE ${table}`);
    }
    await queryRunner.query(`DROP FUNCTION refuse_change()`);
  }

  async #createAnswers(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE token_answer (
        utility text NOT NULL,
        request_id uuid NOT NULL,
        digest bytea NOT NULL,
        meter_number text NOT NULL,
        meter_pan text NOT NULL,
        supply_group_code text NOT NULL,
        key_type smallint NOT NULL,
        key_revision smallint NOT NULL,
        tariff_index text NOT NULL,
        encryption_algorithm text NOT NULL,
        decoder_key_algorithm text NOT NULL,
        base_date smallint NOT NULL,
        vending_key_id uuid REFERENCES vending_key (id),
        sample_tables boolean,
        refusal_code text,
        refusal_reason text,
        answered_at timestamptz NOT NULL,
        PRIMARY KEY (utility, request_id),
        CONSTRAINT token_answer_outcome CHECK ((vending_key_id IS NULL) <> (refusal_code IS NULL))
      )`);
    // A meter is one meter whichever utility sells to it: its identifiers are unique across them all.
    await queryRunner.query(`
      CREATE TABLE issued_token (
        utility text NOT NULL,
        request_id uuid NOT NULL,
        position smallint NOT NULL,
        token text NOT NULL CHECK (token ~ '^[0-9]{20}$'),
        kind text NOT NULL,
        commodity text NOT NULL,
        token_identifier integer NOT NULL CHECK (token_identifier BETWEEN 0 AND 16777215 AND token_identifier % 1440 <> 1),
        amount_tenths numeric(30, 0) NOT NULL CHECK (amount_tenths >= 0),
        meter_pan text NOT NULL,
        base_date smallint NOT NULL,
        vending_key_id uuid NOT NULL REFERENCES vending_key (id),
        issued_at timestamptz NOT NULL,
        PRIMARY KEY (utility, request_id, position),
        FOREIGN KEY (utility, request_id) REFERENCES token_answer (utility, request_id),
        CONSTRAINT issued_token_identifier UNIQUE (meter_pan, base_date, token_identifier)
      )`);
  }
}
