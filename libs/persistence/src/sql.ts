import { type EntityManager, getMetadataArgsStorage } from 'typeorm';
import { columnName } from './naming-strategy.js';
import { transactionOf } from './open-transaction.js';
import type { Tx } from './tx.js';

/**
 * Runs one statement in the transaction and returns its rows: for locks, sets and CTEs. Lint lets repositories, migrations
 * and the messaging library import this, and nobody else.
 *
 * Statements that are begun before the first is awaited (`Promise.all`) share one round trip. They run in that order, each
 * seeing what was committed before it began, and none after one that fails.
 *
 * @throws {QueryRunnerAlreadyReleasedError} once the transaction has ended
 */
export function sql<T>(tx: Tx, text: string, parameters?: readonly unknown[]): Promise<T[]> {
  return transactionOf(tx).query<T>(text, parameters);
}

/**
 * As `sql`, for the statements of a hot path: the server parses the text once a connection, and soon plans it no more. For
 * what one plan is right for, whatever the parameters are: keys and inserts, not lists with optional filters. The text is a
 * constant of the program.
 */
export function prepared<T>(tx: Tx, text: string, parameters: readonly unknown[]): Promise<T[]> {
  return transactionOf(tx).prepared<T>(text, parameters);
}

/**
 * Runs statements that may fail: what they did is undone then, and the transaction goes on. What marks the place leaves with the
 * first of them, and takes no round trip of its own. They follow each other: one that is still under way when another has failed
 * would come after what is undone, and stay.
 *
 * @throws what `work` throws, with all of it undone
 */
export async function undoable<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  const transaction = transactionOf(tx);
  const marked = transaction.query(`savepoint ${PLACE}`);
  marked.catch(() => undefined);
  try {
    const result = await work();
    await marked;
    // It leaves with whatever comes next, which has no effect where this fails.
    transaction.query(`release savepoint ${PLACE}`).catch(() => undefined);
    return result;
  } catch (error) {
    // Where this fails the transaction has ended, as whatever comes next is told.
    await transaction.query(`rollback to savepoint ${PLACE}`).catch(() => undefined);
    throw error;
  }
}

const PLACE = 'undoable';

/**
 * `unnest` of array parameters, for a `prepared` statement: `unnested(2, 'uuid', 'text')` is of `$2::uuid[]` and `$3::text[]`. Of bare
 * parameters the server sees how long they are, takes a plan for so few elements to be cheaper, and plans anew each time; of these it
 * sees nothing, and keeps the one plan.
 */
export const unnested = (first: number, ...types: readonly string[]): string =>
  `unnest(${types.map((type, nth) => `(select $${first + nth}::${type}[])`).join(', ')})`;

/**
 * `= any` of an array parameter, for a `prepared` statement: `among(2, 'uuid')` is one of `$2::uuid[]`. For the same reason as `unnested`:
 * of few elements the server would plan anew each time.
 */
export const among = (nth: number, type: string): string => `any((select $${nth}::${type}[])::${type}[])`;

/**
 * Whether there is such a row, for a statement that asks so of each of its own: each looks for the first by an index. Of `exists` the
 * server may instead make a list of all that there are for whatever rows, where it takes them to be few, and its own to be many.
 *
 * @param rows what stands behind `select`: `from meter m where …`
 */
export const thereIs = (rows: string): string => `((select true ${rows} limit 1) is true)`;

/** TypeORM's manager in the transaction, for work on single rows; for whom `sql` is for. */
export const entities = (tx: Tx): EntityManager => transactionOf(tx).manager;

type RowClass = new () => object;

const selectLists = new Map<RowClass, Map<string, string>>();

/**
 * The select list of a row class, so that a statement of `sql` gives rows of the shape that TypeORM gives.
 *
 * @param alias of the table in the statement; one of the few that a repository is written with
 */
export function columnsOf(row: RowClass, alias: string): string {
  const ofRow = selectLists.get(row) ?? new Map<string, string>();
  const known = ofRow.get(alias);
  if (known !== undefined) return known;

  const list = columnNamesOf(row)
    .map(({ property, column }) => `${alias}.${column} as "${property}"`)
    .join(', ');
  selectLists.set(row, ofRow.set(alias, list));
  return list;
}

/** The properties of a row class beside their columns, for a statement that writes whole rows. */
export const columnNamesOf = (row: RowClass): readonly { readonly property: string; readonly column: string }[] =>
  getMetadataArgsStorage()
    .filterColumns(row)
    .map(({ propertyName, options }) => ({ property: propertyName, column: columnName(propertyName, options.name) }));

/** So many of what is due of a utility are counted, the oldest: what is more than that is much. */
const COUNTED_OF_EACH = 100;

/** Rows that wait for their time, of which an index `(utility, since) where waiting` has all and no others. */
export interface Waiting {
  readonly table: string;
  /** The index's condition, in its words. */
  readonly waiting: string;
  /** Beside that, what makes a row due; by parameters, if any. */
  readonly due: string;
  /** The column by which the oldest comes first. */
  readonly since: string;
}

/**
 * A statement that reads whose rows are due, utilities with the fewest first: whoever has little waits for nobody who has much. It goes
 * from one utility to the next by the index, and so past none of what another has.
 */
export const utilitiesDue = ({ table, waiting, due, since }: Waiting): string =>
  `with recursive has (utility) as (
     (select utility from ${table} where ${waiting} order by utility limit 1)
     union all
     select next.utility from has cross join lateral (
       select utility from ${table} where ${waiting} and utility > has.utility order by utility limit 1) as next
   )
   select has.utility from has cross join lateral (
     select count(*) as rows from (
       select from ${table} as one where one.utility = has.utility and ${waiting} and ${due} order by ${since} limit ${COUNTED_OF_EACH}
     ) as oldest) as counted
   where counted.rows > 0 order by counted.rows, has.utility`;
