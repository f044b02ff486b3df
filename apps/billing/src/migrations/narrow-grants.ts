import type { QueryRunner } from 'typeorm';

/**
 * Leaves the service no more of a table than it needs: it reads and adds rows, and changes the named columns alone.
 * Deleting is nobody's: the books forget nothing. The table's owner keeps every right.
 *
 * @param changeable columns that the service updates, or `*`; none where rows are never changed
 */
export async function narrowGrants(queryRunner: QueryRunner, table: string, changeable: readonly string[] | '*'): Promise<void> {
  if (changeable === '*')
    return forEachGrantee(queryRunner, table, `execute format('revoke delete, truncate on ${table} from %I', grantee);`);
  const grant = changeable.length === 0 ? '' : `execute format('grant update (${changeable.join(', ')}) on ${table} to %I', grantee);`;
  await forEachGrantee(queryRunner, table, `execute format('revoke update, delete, truncate on ${table} from %I', grantee); ${grant}`);
}

/** Lets the service update columns that a table got later. */
export async function allowUpdates(queryRunner: QueryRunner, table: string, columns: readonly string[]): Promise<void> {
  await forEachGrantee(queryRunner, table, `execute format('grant update (${columns.join(', ')}) on ${table} to %I', grantee);`);
}

/** Leaves the service a table to read: its rows are the database's own. */
export async function grantReadOnly(queryRunner: QueryRunner, table: string): Promise<void> {
  await forEachGrantee(queryRunner, table, `execute format('revoke insert, update, delete, truncate on ${table} from %I', grantee);`);
}

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
