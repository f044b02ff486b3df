import { z } from 'zod';
import { DEFAULT_PAGE, MAX_PAGE } from '@openprepay/contracts/http/page';
import { decodeCursor, encodeCursor, mapPage, type Page, pageOf } from '@openprepay/persistence/page';
import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { MessagingError } from '../messaging-error.js';
import { storableReason } from './parked-text.js';

/** Messages that a group has not read, or a log that was made anew. */
export interface LostRange {
  readonly id: string;
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly kind: 'truncated' | 'rebuilt';
  readonly from: string;
  readonly to: string;
  readonly foundAt: Date;
  readonly settledAt?: Date;
  readonly settledBy?: string;
  readonly settledReason?: string;
}

export interface LostRangeQuery {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

export interface SettleLostRange {
  readonly id: string;
  readonly by: string;
  readonly reason: string;
}

const COLUMNS = 'id, group_name, topic, partition, kind, from_offset, to_offset, found_at, settled_at, settled_by, settled_reason';
const cursorSchema = z.tuple([z.uuid()]);

/**
 * Newest first.
 *
 * @throws {PersistenceError} `request.cursor_invalid`
 */
export async function listLostRanges(tx: Tx, { cursor, limit = DEFAULT_PAGE }: LostRangeQuery = {}): Promise<Page<LostRange>> {
  const before = cursor === undefined ? null : decodeCursor(cursor, cursorSchema)[0];
  const size = Math.min(limit, MAX_PAGE);
  const rows = await sql<LostRow>(tx, `select ${COLUMNS} from lost_range where ($1::uuid is null or id < $1) order by id desc limit $2`, [
    before,
    size + 1,
  ]);
  return mapPage(
    pageOf(rows, size, (last) => encodeCursor([last.id])),
    fromRow,
  );
}

/**
 * Says what was done about it.
 *
 * @throws {MessagingError} `messaging.lost_range_not_found`, `messaging.lost_range_settled`
 */
export async function settleLostRange(tx: Tx, { id, by, reason }: SettleLostRange): Promise<LostRange> {
  const [settled] = await sql<LostRow>(
    tx,
    `update lost_range set settled_at = now(), settled_by = $2, settled_reason = $3 where id = $1 and settled_at is null returning ${COLUMNS}`,
    [id, by, storableReason(reason)],
  );
  if (settled !== undefined) return fromRow(settled);
  const known = await sql(tx, 'select 1 from lost_range where id = $1', [id]);
  if (known.length === 0) throw new MessagingError('messaging.lost_range_not_found', `there is no lost range ${id}`);
  throw new MessagingError('messaging.lost_range_settled', 'it has been decided on before');
}

interface LostRow {
  readonly id: string;
  readonly group_name: string;
  readonly topic: string;
  readonly partition: number;
  readonly kind: LostRange['kind'];
  readonly from_offset: string;
  readonly to_offset: string;
  readonly found_at: Date;
  readonly settled_at: Date | null;
  readonly settled_by: string | null;
  readonly settled_reason: string | null;
}

const fromRow = (row: LostRow): LostRange => ({
  id: row.id,
  group: row.group_name,
  topic: row.topic,
  partition: row.partition,
  kind: row.kind,
  from: row.from_offset,
  to: row.to_offset,
  foundAt: row.found_at,
  ...(row.settled_at === null ? {} : { settledAt: row.settled_at }),
  ...(row.settled_by === null ? {} : { settledBy: row.settled_by }),
  ...(row.settled_reason === null ? {} : { settledReason: row.settled_reason }),
});
