import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES, inUtility } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { z } from 'zod';
import { type CsvRow, readRows, restOfRow } from './csv-rows.js';
import type { ImportRun, Refusal } from './import-run.js';
import type { ImportRepository } from './import.repository.js';
import { type CellFlaw, isBlank, readCells } from './read-cells.js';

/** A file whose sender was not heard of for so long is given up. */
const ABANDONED_MS = 3_600_000;
const MAX_VALUE = 64;

/** What a service does with rows. */
export interface RowTaker<Schema extends z.ZodType> {
  /** Reads the cells of a row by their columns. */
  readonly schema: Schema;
  /** Takes rows together, in one transaction. @returns what is wrong with those that it does not take, by their place among the given */
  take(tx: Tx, rows: readonly z.output<Schema>[], run: ImportRun): Promise<ReadonlyMap<number, CellFlaw>>;
}

/** Takes the rows of the files that are there, window by window: each in one transaction that says how far it came, so that a crash repeats nothing. */
export class TakeRows<Schema extends z.ZodType> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly imports: ImportRepository,
    private readonly clock: Clock,
    private readonly taker: RowTaker<Schema>,
  ) {}

  /** @returns how many files were worked on; at 0 there is nothing to do */
  async execute(): Promise<number> {
    return this.unitOfWork.run(ALL_UTILITIES, async (tx) => {
      const run = await this.imports.takeNext(tx);
      if (run === undefined) return this.giveUp(tx);
      await inUtility(tx, run.utility, (scoped) => this.takeWindow(scoped, run));
      return 1;
    });
  }

  private async giveUp(tx: Tx): Promise<number> {
    const abandoned = await this.imports.abandoned(tx, new Date(this.clock.now().getTime() - ABANDONED_MS));
    for (const { utility, importId } of abandoned) await inUtility(tx, utility, (scoped) => this.imports.abandon(scoped, importId));
    return 0;
  }

  private async takeWindow(tx: Tx, run: ImportRun): Promise<void> {
    const window = await this.imports.window(tx, run);
    const start = run.skipping ? (restOfRow(window) ?? window.length) : 0;
    const last = run.position + window.length >= run.bytes;
    const skippedAll = run.skipping && start === window.length && !last;
    const rows = readRows(window.subarray(start), { last });
    const end = rows.at(-1);

    const { candidates, refusals } = this.read(rows, run);
    const flaws =
      candidates.length === 0
        ? new Map<number, CellFlaw>()
        : await this.taker.take(
            tx,
            candidates.map(({ value }) => value),
            run,
          );
    for (const [place, flaw] of flaws) {
      const { row, cells } = candidates[place]!;
      refusals.push(refusalOf(flaw, { row, cells, columns: run.columns }));
    }
    refusals.sort((one, other) => one.row - other.row);
    await this.imports.refuse(tx, run.importId, refusals);
    await this.imports.advance(tx, run.importId, {
      position: last ? run.bytes : run.position + start + (end?.end ?? 0),
      skipping: skippedAll || (end !== undefined && 'flaw' in end && end.cut),
      lines: run.lines + rows.length,
      accepted: run.accepted + candidates.length - flaws.size,
      refused: run.refused + new Set(refusals.map(({ row }) => row)).size,
      done: last,
      at: this.clock.now(),
    });
  }

  private read(rows: readonly CsvRow[], { lines, columns }: ImportRun) {
    const candidates: { readonly row: number; readonly cells: readonly string[]; readonly value: z.output<Schema> }[] = [];
    const refusals: Refusal[] = [];
    for (const [at, read] of rows.entries()) {
      const row = lines + at + 1;
      if ('flaw' in read) refusals.push(unreadable(read.flaw, row));
      else if (!isBlank(read.cells)) {
        const cells = readCells(read.cells, columns, this.taker.schema);
        if ('value' in cells) candidates.push({ row, cells: read.cells, value: cells.value });
        else refusals.push(...cells.flaws.map((flaw) => refusalOf(flaw, { row, cells: read.cells, columns })));
      }
    }
    return { candidates, refusals };
  }
}

const unreadable = (flaw: 'malformed' | 'too-large', row: number): Refusal =>
  flaw === 'malformed'
    ? { row, column: undefined, code: 'import.row_malformed', message: 'the row cannot be read: it is no CSV', value: '' }
    : { row, column: undefined, code: 'import.row_too_large', message: 'the row is larger than any may be', value: '' };

interface RowPlace {
  readonly row: number;
  readonly cells: readonly string[];
  readonly columns: readonly string[];
}

const refusalOf = ({ column, code, message }: CellFlaw, { row, cells, columns }: RowPlace): Refusal => {
  const value = column === undefined ? '' : (cells[columns.indexOf(column)] ?? '');
  // PostgreSQL stores no NUL in text.
  return {
    row,
    column,
    code,
    message,
    value: value
      .replaceAll('\0', '\u{fffd}')
      .slice(0, MAX_VALUE)
      .replace(/[\uD800-\uDBFF]$/, ''),
  };
};
