import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './data-table.module.css';

export interface Column<Row> {
  readonly name: string;
  readonly head: string;
  readonly cell: (row: Row) => ReactNode;
  /** Figures stand to the right, digit below digit. */
  readonly numeric?: boolean;
  /** Is not broken into lines where there is a table; on a phone it may be. */
  readonly oneLine?: boolean;
}

/** Of the row that the pointer is on. In the dark a little darker than Mantine's: links in it are read at 4.5:1. */
const UNDER_POINTER = 'light-dark(var(--mantine-color-gray-1), #353535)';

interface DataTableProps<Row> {
  /** What the table shows, for whoever hears it. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly showCaption?: boolean;
}

/** A table; on a phone each row is a card, whose figures stand beside the heads of their columns. */
export function DataTable<Row>({ caption, columns, rows, rowKey, showCaption = false }: DataTableProps<Row>) {
  return (
    <div className={classes['scroll']} tabIndex={0} role="region" aria-label={caption}>
      <Table
        role="table"
        className={classes['table']}
        striped={false}
        highlightOnHover
        highlightOnHoverColor={UNDER_POINTER}
        verticalSpacing={6}
      >
        <Table.Caption className={showCaption ? undefined : classes['hidden']}>{caption}</Table.Caption>
        <Table.Thead role="rowgroup">
          <Table.Tr role="row">
            {columns.map(({ name, head, numeric }) => (
              <Table.Th key={name} role="columnheader" scope="col" ta={numeric === true ? 'right' : 'left'}>
                {head}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody role="rowgroup">
          {rows.map((row) => (
            <Table.Tr key={rowKey(row)} role="row">
              {columns.map(({ name, head, cell, numeric, oneLine }) => (
                <Table.Td
                  key={name}
                  role="cell"
                  data-head={head}
                  className={classes[numeric === true ? 'numeric' : oneLine === true ? 'one-line' : 'text']}
                >
                  {cell(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
