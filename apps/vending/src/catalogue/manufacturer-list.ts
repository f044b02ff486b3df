import type { RowRefusal } from '@openprepay/contracts/http/imports';
import { newManufacturer } from '@openprepay/contracts/http/vending-catalogue';
import { readHeader } from '@openprepay/imports/csv-header';
import { readRows } from '@openprepay/imports/csv-rows';
import { isBlank, readCells } from '@openprepay/imports/read-cells';
import { VendingError } from '../vending-error.js';
import type { Manufacturer } from './manufacturer.js';

const COLUMNS = { required: ['code', 'name'], optional: [] } as const;

export interface ManufacturerList {
  /** Each code once. */
  readonly manufacturers: readonly Omit<Manufacturer, 'changedAt'>[];
  /** In the order of the file. */
  readonly refusals: readonly RowRefusal[];
}

/**
 * Reads a list of manufacturers, CSV with the columns `code` and `name`.
 * @throws {VendingError} `vending.import_header_invalid`
 */
export function readManufacturerList(csv: string): ManufacturerList {
  const file = new TextEncoder().encode(csv);
  const header = readHeader(file, COLUMNS, { last: true });
  if ('flaw' in header) throw new VendingError('vending.import_header_invalid', header.flaw);

  const known = new Map<string, Omit<Manufacturer, 'changedAt'>>();
  const refusals: RowRefusal[] = [];
  const rows = readRows(file.subarray(header.end), { last: true });
  for (const [at, read] of rows.entries()) {
    const row = at + 2; // after the header, which is row 1
    if ('flaw' in read)
      refusals.push({
        row,
        code: read.flaw === 'too-large' ? 'import.row_too_large' : 'import.row_malformed',
        message: 'the row cannot be read',
      });
    else if (!isBlank(read.cells)) {
      const cells = readCells(read.cells, header.columns, newManufacturer);
      if ('flaws' in cells)
        refusals.push(...cells.flaws.map(({ column, ...flaw }) => ({ row, ...(column === undefined ? {} : { column }), ...flaw })));
      else if (known.has(cells.value.code))
        refusals.push({ row, column: 'code', code: 'vending.manufacturer_exists', message: 'the code is in the file twice' });
      else known.set(cells.value.code, cells.value);
    }
  }
  return { manufacturers: [...known.values()], refusals };
}
