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

/** Gives every right back, for going down. */
export const changeAll = (queryRunner: QueryRunner, table: string): Promise<void> =>
  forEachGrantee(queryRunner, table, `execute format('grant update, delete on ${table} to %I', grantee);`);

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
