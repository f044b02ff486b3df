import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import type { Page } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { CalendarRepository } from '../calendar/calendar.repository.js';
import type { Period } from '../calendar/period.js';
import type { BookedEntry } from './journal-entry.js';
import type { JournalRepository } from './journal.repository.js';
import { journalPage, journalWindow, newestWindow } from './journal-page.js';

export interface JournalEntryQuery extends PageQuery {
  /** What caused it: `vend:{vendId}`. */
  readonly reference?: string | undefined;
  /** Entries booked in this accounting period only. */
  readonly period?: Period | undefined;
  /** Entries of a higher number only: where a reader of the whole journal had come to. A cursor says the same, and counts more. */
  readonly afterNumber?: number | undefined;
  readonly accountNumber?: string | undefined;
  readonly order?: 'number' | 'newest' | undefined;
}

/** Journal entries of the caller's utility by number: who goes on after the last one that he has misses none. Or the newest first. */
export class FindJournalEntries {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly calendar: CalendarRepository,
    private readonly journal: JournalRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async execute(
    caller: Principal,
    { reference, period, afterNumber, accountNumber, order, ...query }: JournalEntryQuery,
  ): Promise<Page<BookedEntry>> {
    const filter = present({
      reference,
      period,
      afterNumber,
      accountNumber,
      ...(order === 'newest' ? newestWindow(query) : journalWindow(query)),
    });
    if (period !== undefined) await this.unitOfWork.run(caller.utility, (tx) => this.calendar.settle(tx, caller.timeZone));
    const entries = await this.unitOfWork.run(caller.utility, (tx) => this.journal.list(tx, filter));
    return journalPage(entries, query.limit);
  }
}
