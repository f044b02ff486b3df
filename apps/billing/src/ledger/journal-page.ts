import type { PageQuery } from '@openprepay/contracts/http/page';
import { present } from '@openprepay/contracts/present';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import { z } from 'zod';
import type { BookedEntry } from './journal-entry.js';
import type { EntryFilter } from './journal.repository.js';

const cursor = cursorOf(z.tuple([z.int().nonnegative()]));

/**
 * The part of the journal that a page needs: one entry more than it shows.
 *
 * @throws {PersistenceError} `request.cursor_invalid`
 */
export function journalWindow(query: PageQuery): Pick<EntryFilter, 'afterNumber' | 'limit'> {
  const [afterNumber] = cursor.read(query.cursor) ?? [];
  return present({ limit: query.limit + 1, afterNumber });
}

/**
 * As `journalWindow`, from the newest back.
 *
 * @throws {PersistenceError} `request.cursor_invalid`
 */
export function newestWindow(query: PageQuery): Pick<EntryFilter, 'beforeNumber' | 'newestFirst' | 'limit'> {
  const [beforeNumber] = cursor.read(query.cursor) ?? [];
  return present({ limit: query.limit + 1, beforeNumber, newestFirst: true });
}

export const journalPage = (entries: readonly BookedEntry[], limit: number): Page<BookedEntry> =>
  pageOf(entries, limit, (last) => cursor.write([last.number]));
