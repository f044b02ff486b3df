import { makeAppendOnly } from '@openprepay/persistence/append-only';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The stored answers to key changes: a set, or why there is none. */
export class KeepKeyChanges1764000020000 implements MigrationInterface {
  readonly name = 'KeepKeyChanges1764000020000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table key_change_answer (
        utility text not null,
        request_id uuid not null,
        digest bytea not null,
        meter_number text not null,
        meter_pan text not null,
        from_key_id uuid references vending_key (id),
        to_key_id uuid references vending_key (id),
        tokens jsonb,
        rollover boolean,
        sample_tables boolean,
        refusal_code text,
        refusal_reason text,
        answered_at timestamptz not null,
        primary key (utility, request_id),
        constraint key_change_answer_outcome check ((refusal_code is null) = (tokens is not null)
          and (tokens is null) = (from_key_id is null) and (tokens is null) = (to_key_id is null))
      )`);
    await protectByUtility(queryRunner, 'key_change_answer');
    await makeAppendOnly(queryRunner, 'key_change_answer');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table key_change_answer');
  }
}
