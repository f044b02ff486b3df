import { changeOnlyOrRemove } from '@openprepay/persistence/grants';
import { makeAppendOnly } from '@openprepay/persistence/append-only';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { QueryRunner } from 'typeorm';

/** Makes the tables of imports: the runs, the files until they are worked off, and what was refused. For migrations. */
export async function createImportTables(queryRunner: QueryRunner): Promise<void> {
  await queryRunner.query(`
    create table import_run (
      utility text not null,
      import_id uuid not null,
      kind text not null,
      state text not null check (state in ('receiving', 'waiting', 'done')),
      columns text[] not null,
      bytes bigint not null,
      position bigint not null,
      skipping boolean not null,
      lines integer not null,
      accepted integer not null,
      refused integer not null,
      created_at timestamptz not null,
      created_by text not null,
      changed_at timestamptz not null,
      ended_at timestamptz,
      constraint import_run_pk primary key (utility, import_id)
    )`);
  await queryRunner.query(`create index import_run_open on import_run (kind, state, created_at) where state <> 'done'`);
  await queryRunner.query(`
    create table import_chunk (
      utility text not null,
      import_id uuid not null,
      nth integer not null,
      bytes bytea not null,
      constraint import_chunk_pk primary key (utility, import_id, nth)
    )`);
  // It is read once and is gone then.
  await queryRunner.query('alter table import_chunk alter column bytes set storage external');
  await queryRunner.query(`
    create table import_refusal (
      utility text not null,
      import_id uuid not null,
      row_number integer not null,
      nth smallint not null,
      column_name text,
      code text not null,
      message text not null,
      value text not null,
      constraint import_refusal_pk primary key (utility, import_id, row_number, nth)
    )`);
  for (const table of ['import_run', 'import_chunk', 'import_refusal']) await protectByUtility(queryRunner, table);
  await changeOnlyOrRemove(queryRunner, 'import_run', [
    ...['state', 'bytes', 'position', 'skipping', 'lines', 'accepted', 'refused', 'changed_at', 'ended_at'],
  ]);
  await changeOnlyOrRemove(queryRunner, 'import_chunk', []);
  await makeAppendOnly(queryRunner, 'import_refusal');
}

/** Lets a file know the currency of the utility whose it is; one of before knows none. For migrations. */
export async function rememberCurrency(queryRunner: QueryRunner): Promise<void> {
  await queryRunner.query('alter table import_run add column currency text');
}

export async function dropImportTables(queryRunner: QueryRunner): Promise<void> {
  for (const table of ['import_refusal', 'import_chunk', 'import_run']) await queryRunner.query(`drop table ${table}`);
}
