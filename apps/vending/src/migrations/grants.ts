import type { QueryRunner } from 'typeorm';

/**
 * Leaves the service the right to read a table, to add rows, and to change these columns of a row; nothing is ever removed. Whoever
 * adds a column that changes grants it too.
 */
export async function changeOnly(queryRunner: QueryRunner, table: string, columns: readonly string[]): Promise<void> {
  const regrant = columns.length === 0 ? '' : `execute format('grant update (${columns.join(', ')}) on ${table} to %I', grantee);`;
  await forEachGrantee(queryRunner, table, `execute format('revoke update, delete, truncate on ${table} from %I', grantee); ${regrant}`);
}

/** Leaves the service every right but that of removing rows. */
export const neverDelete = (queryRunner: QueryRunner, table: string): Promise<void> =>
  forEachGrantee(queryRunner, table, `execute format('revoke delete, truncate on ${table} from %I', grantee);`);

async function forEachGrantee(queryRunner: QueryRunner, table: string, statements: string): Promise<void> {
  await queryRunner.query(`
    do $$
    declare grantee text;
    begin
      for grantee in select distinct g.grantee from information_schema.role_table_grants g
                      where g.table_schema = current_schema() and g.table_name = '${table}' and g.grantee <> current_user loop
        ${statements}
      end loop;
    end $$`);
}

/** Makes a table one that only grows, also for a slip of its owner. */
export async function onlyGrows(queryRunner: QueryRunner, table: string): Promise<void> {
  await queryRunner.query(`
    create or replace function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception '% only grows: % is not allowed', TG_TABLE_NAME, TG_OP using errcode = 'restrict_violation';
    end $$`);
  await queryRunner.query(
    `create trigger ${table}_only_grows before update or delete on ${table} for each row execute function refuse_change()`,
  );
  await queryRunner.query(
    `create trigger ${table}_never_emptied before truncate on ${table} for each statement execute function refuse_change()`,
  );
  await changeOnly(queryRunner, table, []);
}
