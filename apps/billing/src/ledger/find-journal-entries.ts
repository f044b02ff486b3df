import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import type { Page } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { JournalEntry } from './journal-entry.js';
import type { JournalRepository } from './journal.repository.js';
import { journalPage, journalWindow } from './journal-page.js';

export interface JournalEntryQuery extends PageQuery {
  /** What caused it: `vend:{vendId}`. */
  readonly reference?: string | undefined;
}

/** Journal entries of the caller's utility, oldest first. */
export class FindJournalEntries {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly journal: JournalRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async execute(caller: Principal, { reference, ...query }: JournalEntryQuery): Promise<Page<JournalEntry>> {
    const filter = present({ reference, ...journalWindow(query) });
    const entries = await this.unitOfWork.run(caller.utility, (tx) => this.journal.list(tx, filter));
    return journalPage(entries, query.limit);
  }
}
