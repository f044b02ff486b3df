import type pg from 'pg';

/**
 * While `work` goes on, the table takes no row but those that are `only` so, a condition in SQL: what is written for the others fails.
 * Rows that are there already stay as they are.
 *
 * @throws what `work` throws
 */
export async function whileTaking<T>(
  owner: pg.Client,
  { table, only }: { readonly table: string; readonly only: string },
  work: () => Promise<T>,
): Promise<T> {
  await owner.query(`alter table ${table} add constraint broken check (${only}) not valid`);
  return work().finally(() => owner.query(`alter table ${table} drop constraint broken`));
}
