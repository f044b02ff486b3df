import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readHeader } from '../src/csv-header.js';
import { csvLine } from '../src/csv-line.js';
import { type CsvRow, MAX_ROW_BYTES, readRows } from '../src/csv-rows.js';
import { readCells } from '../src/read-cells.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string) => readRows(bytes(text), { last: true }).map((row) => ('cells' in row ? row.cells : row.flaw));

/** Reads a file window by window, as an import does. */
function readByWindows(file: Uint8Array, size: number): CsvRow[] {
  const rows: CsvRow[] = [];
  for (let offset = 0; offset < file.length;) {
    const window = file.subarray(offset, offset + size);
    const found = readRows(window, { last: offset + window.length === file.length });
    rows.push(...found.map((row) => ({ ...row, end: offset + row.end })));
    const end = rows.at(-1)?.end ?? 0;
    if (end === offset) throw new Error(`nothing was read at ${offset}`);
    offset = end;
  }
  return rows;
}

describe('rows of a CSV file', () => {
  it.each([
    [
      'LF',
      'a,b\nc,d\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'CRLF',
      'a,b\r\nc,d\r\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'CR',
      'a,b\rc,d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'quotes, commas, line ends and doubled quotes in quoted cells',
      '"a,1","b\n2","c""3"\nd,e,f',
      [
        ['a,1', 'b\n2', 'c"3'],
        ['d', 'e', 'f'],
      ],
    ],
    ['no line end at the end of the file', 'a,b', [['a', 'b']]],
    ['cells that are missing or too many', 'a\nb,c,d', [['a'], ['b', 'c', 'd']]],
    ['an empty line', 'a\n\nb', [['a'], [''], ['b']]],
  ])('are read with %s', (_, text, rows) => {
    expect(read(text)).toEqual(rows);
  });

  it('that cannot be read are told of, and reading goes on with the next line', () => {
    expect(read('a,b\nc"d,e\nf,g\n')).toEqual([['a', 'b'], 'malformed', ['f', 'g']]);
    expect(read('a,b\n"c"d,e\nf,g\n')).toEqual([['a', 'b'], 'malformed', ['f', 'g']]);
    expect(read('a,b\n"never closed,e\nf,g\n')).toEqual([['a', 'b'], 'malformed', ['f', 'g']]);
  });

  it('that are too large are told of, and reading goes on with the next line', () => {
    expect(read(`a,b\n${'x'.repeat(MAX_ROW_BYTES + 1)},c\r\nd,e\n`)).toEqual([['a', 'b'], 'too-large', ['d', 'e']]);
    expect(read(`a,b\n"${'x'.repeat(MAX_ROW_BYTES + 1)}",c\nd,e\n`)).toEqual([['a', 'b'], 'too-large', ['d', 'e']]);
  });

  it('that are too large for a window are told of once it is clear, whatever comes', () => {
    const [first, huge] = readRows(bytes(`a,b\n${'x'.repeat(1_048_576)}`), { last: false });

    expect([first, huge]).toEqual([
      { cells: ['a', 'b'], end: 4 },
      { flaw: 'too-large', end: 1_048_580, cut: true },
    ]);
  });

  it('are the same whatever windows they are read in', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', '漢', '"', ',', '\n', '\r', ' ', '='), maxLength: 12 });
    const lineEnd = fc.constantFrom('\n', '\r\n');
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 400 }), lineEnd, (table, end) => {
        const file = bytes(table.map((cells) => cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(',') + end).join(''));

        const rows = readByWindows(file, 2 * MAX_ROW_BYTES);

        expect(rows.map((row) => 'cells' in row && row.cells)).toEqual(table);
        expect(rows.at(-1)?.end).toBe(file.length);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the header of a CSV file', () => {
  const columns = { required: ['code', 'name'], optional: ['note'] };
  const header = (text: string) => readHeader(bytes(text), columns, { last: true });

  it('names the columns in any order, after a byte order mark too', () => {
    expect(header('name,code\nA,1\n')).toEqual({ columns: ['name', 'code'], end: 10 });
    expect(header('\u{feff}code,"name",note\r\n')).toEqual({ columns: ['code', 'name', 'note'], end: 21 });
  });

  it.each([
    ['', 'there is no header'],
    ['code\n', 'the column name is missing'],
    ['code,name,name\n', 'the column name is there twice'],
    ['code,name,colour\n', 'there is no column "colour": the columns are code,name,note'],
    ['code;name\n', 'there is no column "code;name" (cells are separated by commas): the columns are code,name,note'],
    ['"code,name\n', 'the header cannot be read: it is no CSV'],
    ['c\0o\0d\0e\0', 'there is no column "c?o?d?e?": the columns are code,name,note'],
  ])('%j is refused: %s', (text, flaw) => {
    expect(header(text)).toEqual({ flaw });
  });
});

describe('cells', () => {
  const schema = z.object({ code: z.string().regex(/^\d{2}$/, '2 digits'), name: z.string(), note: z.string().optional() });
  const columns = ['code', 'name', 'note'];

  it('are read by their columns, trimmed, and an empty one is none', () => {
    expect(readCells(['07', ' Ann ', ' '], columns, schema)).toEqual({ value: { code: '07', name: 'Ann' } });
  });

  it('that are wrong are each told of, with column and code', () => {
    expect(readCells(['7', '', ''], columns, schema)).toMatchObject({
      flaws: [
        { column: 'code', code: 'import.cell_invalid', message: '2 digits' },
        { column: 'name', code: 'import.cell_missing' },
      ],
    });
  });

  it('of another number than the header has, or of another encoding than UTF-8, are refused', () => {
    const latin1 = readRows(Buffer.from('07,Jos\xe9,', 'latin1'), { last: true });

    expect(readCells(['07'], columns, schema)).toMatchObject({ flaws: [{ code: 'import.row_cells' }] });
    expect(latin1.map((row) => 'cells' in row && readCells(row.cells, columns, schema))).toMatchObject([
      { flaws: [{ column: 'name', code: 'import.cell_encoding' }] },
    ]);
  });
});

describe('lines that are written', () => {
  it('hold nothing that a spreadsheet reckons', () => {
    expect(csvLine(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '＝1', 'plain', '07'])).toBe(
      `"'=1+1","'+1","'-1","'@SUM(A1)","'\t=1","' =1","'＝1",plain,07\r\n`,
    );
  });

  it('are read again as they were, but for what was made harmless', () => {
    expect(read(csvLine(['a "b", c', 'd\ne', 'f']))).toEqual([['a "b", c', 'd\ne', 'f']]);
    expect(csvLine(['a\0b'])).toBe('a\u{fffd}b\r\n');
  });
});
