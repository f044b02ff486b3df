import type { QueryRunner } from 'typeorm';

/*
 * What of a table is the service's, for migrations. A service's role gets every row right of each new table, and the right to
 * empty none; these take away what the service does not need. The table's owner keeps every right, and no service is one.
 */

/**
 * Leaves the service the right to read a table, to add rows, and to change these columns of a row; nothing is ever removed.
 * Whoever adds a column that changes grants it too, by `allowChanges`.
 *
 * @param columns that the service updates, or `*`; none where rows never change
 */
export async function changeOnly(queryRunner: QueryRunner, table: string, columns: readonly string[] | '*'): Promise<void> {
  if (columns === '*') return neverDelete(queryRunner, table);
  await forEachGrantee(queryRunner, table, (grantee) => `revoke update, delete, truncate on ${table} from ${grantee}`);
  if (columns.length > 0) await allowChanges(queryRunner, table, columns);
}

/** As `changeOnly`, and leaves the right to remove rows. */
export async function changeOnlyOrRemove(queryRunner: QueryRunner, table: string, columns: readonly string[]): Promise<void> {
  await forEachGrantee(queryRunner, table, (grantee) => `revoke update, truncate on ${table} from ${grantee}`);
  if (columns.length > 0) await allowChanges(queryRunner, table, columns);
}

/** Leaves the service every right but that of removing rows. */
export const neverDelete = (queryRunner: QueryRunner, table: string): Promise<void> =>
  forEachGrantee(queryRunner, table, (grantee) => `revoke delete, truncate on ${table} from ${grantee}`);

/** Leaves the service a table to read: its rows are the database's own. */
export const readOnly = (queryRunner: QueryRunner, table: string): Promise<void> =>
  forEachGrantee(queryRunner, table, (grantee) => `revoke insert, update, delete, truncate on ${table} from ${grantee}`);

/** Lets the service update columns that a table got later. */
export const allowChanges = (queryRunner: QueryRunner, table: string, columns: readonly string[]): Promise<void> =>
  forEachGrantee(queryRunner, table, (grantee) => `grant update (${columns.join(', ')}) on ${table} to ${grantee}`);

/** Gives the rights to change and to remove rows back, for going down. */
export const changeAll = (queryRunner: QueryRunner, table: string): Promise<void> =>
  forEachGrantee(queryRunner, table, (grantee) => `grant update, delete on ${table} to ${grantee}`);

/** @param statement what is done for one role, whose name stands in it as a format's `%I` */
async function forEachGrantee(queryRunner: QueryRunner, table: string, statement: (grantee: string) => string): Promise<void> {
  await queryRunner.query(`
    do $$
    declare grantee text;
    begin
      for grantee in select distinct g.grantee from information_schema.role_table_grants g
                      where g.table_schema = current_schema() and g.table_name = '${table}' and g.grantee not in (current_user, 'PUBLIC') loop
        execute format('${statement('%I')}', grantee);
      end loop;
    end $$`);
}
