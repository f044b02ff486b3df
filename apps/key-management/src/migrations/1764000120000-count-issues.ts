import { makeAppendOnly } from '@openprepay/persistence/append-only';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The transaction's setting that says who asked; absent where nobody has. */
const REQUESTER = `nullif(current_setting('openprepay.requester', true), '')`;

/** Who asked for what is issued, how it is counted by the hour, and the counts that were sealed. */
export class CountIssues1764000120000 implements MigrationInterface {
  readonly name = 'CountIssues1764000120000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['token_answer', 'key_change_answer']) {
      // In two steps: what is there already is not written anew.
      await queryRunner.query(`alter table ${table} add column requester text`);
      await queryRunner.query(`alter table ${table} alter column requester set default ${REQUESTER}`);
    }
    await queryRunner.query(`create index token_answer_issued on token_answer (answered_at, utility) where vending_key_id is not null`);
    await queryRunner.query(`create index key_change_answer_issued on key_change_answer (answered_at, utility) where tokens is not null`);
    await queryRunner.query(`
      create table issue_statement (
        utility text not null,
        hour timestamptz not null check (date_trunc('hour', hour, 'UTC') = hour),
        revision integer not null check (revision > 0),
        statement_id uuid not null,
        requests integer not null check (requests >= 0),
        parts integer not null check (parts >= 0),
        counted_at timestamptz not null,
        signature text not null,
        constraint issue_statement_pk primary key (utility, hour, revision)
      )`);
    await protectByUtility(queryRunner, 'issue_statement');
    await makeAppendOnly(queryRunner, 'issue_statement');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table issue_statement');
    for (const table of ['token_answer', 'key_change_answer']) {
      await queryRunner.query(`drop index ${table}_issued`);
      await queryRunner.query(`alter table ${table} drop column requester`);
    }
  }
}
