import type { Principal } from '@openprepay/contracts/identity';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { csvLine } from './csv-line.js';
import type { ImportRun } from './import-run.js';
import type { ImportRepository } from './import.repository.js';

/** Rows of a report that are read, and held, at a time. */
const PAGE = 2_000;

/** How far an import has come, and what of it was refused. */
export class ReadImport {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly imports: ImportRepository,
    /** The service's error of an id that nobody knows. */
    private readonly unknown: (importId: string) => Error,
  ) {}

  /** @throws what `unknown` makes */
  async execute({ utility }: Principal, importId: string): Promise<ImportRun> {
    const run = await this.unitOfWork.run(utility, (tx) => this.imports.find(tx, importId));
    if (!run) throw this.unknown(importId);
    return run;
  }

  /** The report as CSV, line by line: nothing in it is a formula to a spreadsheet. @throws what `unknown` makes, before the first line */
  async report(caller: Principal, importId: string): Promise<AsyncIterable<string>> {
    await this.execute(caller, importId);
    return this.lines(caller, importId);
  }

  private async *lines({ utility }: Principal, importId: string): AsyncGenerator<string> {
    yield csvLine(['row', 'column', 'code', 'message', 'value']);
    for (let after = 0; ;) {
      const from = after;
      const refusals = await this.unitOfWork.run(utility, (tx) => this.imports.refusals(tx, importId, { after: from, limit: PAGE }));
      const last = refusals.at(-1);
      if (last === undefined) return;
      yield refusals.map(({ row, column, code, message, value }) => csvLine([String(row), column ?? '', code, message, value])).join('');
      after = last.row;
    }
  }
}
