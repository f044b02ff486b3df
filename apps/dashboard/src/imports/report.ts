/** One row of a file that was refused. */
export interface Refusal {
  readonly row: string;
  readonly column: string;
  readonly code: string;
  readonly message: string;
  readonly value: string;
}

/** More are in the report itself. */
export const MOST_SHOWN = 100;

/** A cell of CSV, quoted or not, and what ends it. */
const CELL = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g;

/** What a report of an import, which is CSV with a header, says was refused; no more than the first hundred. */
export function refusalsIn(csv: string): readonly Refusal[] {
  const rows: string[][] = [[]];
  for (const [whole, quoted, plain, end] of csv.replace(/^\uFEFF/, '').matchAll(CELL)) {
    if (whole === '' && rows.at(-1)!.length === 0) break;
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === ',') continue;
    if (end === '' || rows.length > MOST_SHOWN) break;
    rows.push([]);
  }
  return rows
    .slice(1)
    .filter((cells) => cells.length > 1)
    .map(([row = '', column = '', code = '', message = '', value = '']) => ({ row, column, code, message, value }));
}
