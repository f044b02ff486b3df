import { present } from '@openprepay/contracts/present';
import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { Period } from './period.js';
import { monthText } from './period-sql.js';

/** Where a utility's books stand. */
export interface Books {
  /** An IANA name. */
  readonly timeZone: string;
  /** The last period that is closed. */
  readonly closedThrough?: Period;
}

interface BooksRecord {
  readonly timeZone: string | null;
  readonly closedThrough: string | null;
}

const COLUMNS = `time_zone as "timeZone", ${monthText('closed_through')} as "closedThrough"`;

/** In which time zone a utility's books are kept, and how far they are closed. */
export class CalendarRepository {
  /**
   * Settles the time zone, once: whoever names one first is believed, and what was booked before is put into its months. Last in its
   * transaction, which bookings of the utility then wait for.
   */
  async settle(tx: Tx, timeZone: string): Promise<void> {
    const [known] = await sql(tx, 'select 1 from journal_head where utility = $1 and time_zone is not null', [tx.utility]);
    if (known === undefined) await this.lock(tx, timeZone);
  }

  /** As `settle`; keeps bookings and closings of the utility waiting until the transaction ends. */
  async lock(tx: Tx, timeZone: string): Promise<Books> {
    const [row] = await sql<BooksRecord>(tx, `select ${COLUMNS} from keep_books_in($1)`, [timeZone]);
    return booksOf(row);
  }

  async read(tx: Tx): Promise<Books> {
    const [row] = await sql<BooksRecord>(tx, `select ${COLUMNS} from journal_head where utility = $1`, [tx.utility]);
    return booksOf(row);
  }
}

const booksOf = (row: BooksRecord | undefined): Books =>
  present({ timeZone: row?.timeZone ?? 'UTC', closedThrough: row?.closedThrough ?? undefined });
