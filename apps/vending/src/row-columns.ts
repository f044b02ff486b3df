import type { Tx } from '@openprepay/persistence/tx';

type RowClass = new () => object;

const selectLists = new Map<RowClass, Map<string, string>>();

/**
 * The select list of a row class, so that statements which the query builder cannot say give rows of the same shape.
 * @param alias of the table in the statement; one of the few that statements here are written with
 */
export function columnsOf(tx: Tx, row: RowClass, alias: string): string {
  const ofRow = selectLists.get(row) ?? new Map<string, string>();
  const known = ofRow.get(alias);
  if (known !== undefined) return known;

  const { columns } = tx.manager.connection.getMetadata(row);
  const list = columns.map(({ databaseName, propertyName }) => `${alias}.${databaseName} AS "${propertyName}"`).join(', ');
  selectLists.set(row, ofRow.set(alias, list));
  return list;
}
