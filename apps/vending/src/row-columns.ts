import type { Tx } from '@openprepay/persistence/tx';

type RowClass<Row> = new () => Row;

/**
 * The select list of a row class, so that statements which the query builder cannot say give rows of the same shape.
 * @param alias of the table in the statement
 */
export const columnsOf = <Row>(tx: Tx, row: RowClass<Row>, alias: string): string =>
  tx.manager.connection
    .getMetadata(row)
    .columns.map(({ databaseName, propertyName }) => `${alias}.${databaseName} AS "${propertyName}"`)
    .join(', ');
