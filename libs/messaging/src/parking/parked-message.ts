import { z } from 'zod';
import { DEFAULT_PAGE, MAX_PAGE } from '@openprepay/contracts/http/page';
import { decodeCursor, encodeCursor, mapPage, type Page, pageOf } from '@openprepay/persistence/page';
import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { MessagingError } from '../messaging-error.js';
import { lockOutboxParking } from './outbox-lock.js';
import { releaseNext } from './parked-key.js';
import { storableReason } from './parked-text.js';

/** `parked` cannot succeed as it is; `held` waits behind a parked one of its key; the others are history. */
export type ParkedState = 'parked' | 'held' | 'replayed' | 'discarded';

/** Utility of a message whose own is missing or malformed; only system work (`ALL_UTILITIES`) sees it. */
export const UNKNOWN_UTILITY = '-';

/** A message that could not be handled (`in`) or sent (`out`), whole. */
export interface ParkedMessage {
  readonly id: string;
  readonly utility: string;
  readonly direction: 'in' | 'out';
  /** The consumer group; `-` where it was to be sent. */
  readonly group: string;
  readonly topic: string;
  /** Where it stands in its topic; -1 and the outbox position where it was to be sent. */
  readonly partition: number;
  readonly offset: string;
  readonly key: string;
  readonly eventId?: string;
  readonly type?: string;
  readonly state: ParkedState;
  readonly code: string;
  readonly reason: string;
  readonly tries: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes as they came, in base64. */
  readonly value: string;
  readonly parkedAt: Date;
  readonly settledAt?: Date;
  readonly settledBy?: string;
  readonly settledReason?: string;
  /** When it is replayed by itself, since it failed without a code. */
  readonly nextReplayAt?: Date;
  /** True between the request to replay and its outcome. */
  readonly replaying: boolean;
}

export interface ParkedListOptions {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
  readonly state?: ParkedState | undefined;
}

export interface ReplayDecision {
  /** Who asks: the principal's user name. */
  readonly by: string;
}

export interface DiscardDecision extends ReplayDecision {
  readonly reason: string;
}

export interface ParkedMessagesOptions {
  /** Called after each commit that lets incoming messages be handled again. */
  readonly wakeReplayer?: () => void;
  /** As `wakeReplayer`, for messages that are to be sent. */
  readonly wakeRelay?: () => void;
}

const COLUMNS = `id, utility, direction, group_name, topic, partition, log_offset, key, event_id, type, state, code, reason, tries,
  headers, coalesce(encode(value, 'base64'), '') as value, parked_at, settled_at, settled_by, settled_reason, case when state = 'parked' then replay_after end as replay_after,
  replay_requested_at is not null and state in ('parked', 'held') as replaying, position`;

/** What could not be handled or sent: to be looked at, replayed or discarded, within the transaction's utility. */
export class ParkedMessages {
  private readonly wakeReplayer: () => void;
  private readonly wakeRelay: () => void;

  constructor({ wakeReplayer = () => undefined, wakeRelay = () => undefined }: ParkedMessagesOptions = {}) {
    this.wakeReplayer = wakeReplayer;
    this.wakeRelay = wakeRelay;
  }

  /**
   * Newest first.
   *
   * @throws {PersistenceError} `request.cursor_invalid`
   */
  async list(tx: Tx, { cursor, limit = DEFAULT_PAGE, state }: ParkedListOptions = {}): Promise<Page<ParkedMessage>> {
    const before = cursor === undefined ? null : decodeCursor(cursor, cursorSchema)[0];
    const size = Math.min(limit, MAX_PAGE);
    const rows = await sql<ParkedRow>(
      tx,
      `select ${COLUMNS} from parked_message
       where ($1 = '*' or utility = $1) and ($2::bigint is null or position < $2) and ($3::text is null or state = $3)
       order by position desc limit $4`,
      [tx.utility, before, state ?? null, size + 1],
    );
    return mapPage(
      pageOf(rows, size, (last) => encodeCursor([last.position])),
      fromRow,
    );
  }

  /** @throws {MessagingError} `messaging.parked_message_not_found` */
  async get(tx: Tx, id: string): Promise<ParkedMessage> {
    const [row] = await sql<ParkedRow>(tx, `select ${COLUMNS} from parked_message where id = $1`, [id]);
    if (row === undefined) throw new MessagingError('messaging.parked_message_not_found', `there is no parked message ${id}`);
    return fromRow(row);
  }

  /**
   * Has it handled (or sent) again, and then, in order, what waits behind it. The service does so once this has committed;
   * the outcome shows in the message's state.
   *
   * @throws {MessagingError} `messaging.parked_message_not_found`, `messaging.parked_message_held`, `messaging.parked_message_settled`
   */
  async replay(tx: Tx, id: string, { by }: ReplayDecision): Promise<ParkedMessage> {
    const row = await this.lockLive(tx, id);
    if (row.state === 'held') {
      throw new MessagingError(
        'messaging.parked_message_held',
        'it waits behind an earlier message of its key; replay or discard that one',
      );
    }
    if (row.direction === 'out') return this.resend(tx, row, by);
    await sql(tx, 'update parked_message set replay_requested_at = now(), replay_requested_by = $2 where id = $1', [id, by]);
    tx.afterCommit(this.wakeReplayer);
    return this.get(tx, id);
  }

  /**
   * Gives it up for good, whole as it is kept, and lets go what waits behind it.
   *
   * @throws {MessagingError} `messaging.parked_message_not_found`, `messaging.parked_message_settled`
   */
  async discard(tx: Tx, id: string, { by, reason }: DiscardDecision): Promise<ParkedMessage> {
    const row = await this.lockLive(tx, id);
    await settle(tx, row, { state: 'discarded', by, reason });
    if (row.direction === 'out') {
      await sql(tx, 'delete from outbox where position = $1', [row.log_offset]);
      if (row.state === 'parked') await this.releaseOutgoing(tx, row, by);
    } else {
      await releaseNext(tx, { ...row, group: row.group_name, by });
      tx.afterCommit(this.wakeReplayer);
    }
    return this.get(tx, id);
  }

  private async lockLive(tx: Tx, id: string): Promise<LockedRow> {
    const [found] = await sql<{ readonly direction: string }>(tx, 'select direction from parked_message where id = $1', [id]);
    if (found?.direction === 'out') await lockOutboxParking(tx);
    const [row] = await sql<LockedRow>(
      tx,
      `select id, utility, direction, group_name, topic, key, log_offset, position, state from parked_message where id = $1 for update`,
      [id],
    );
    if (row === undefined) throw new MessagingError('messaging.parked_message_not_found', `there is no parked message ${id}`);
    if (row.state === 'replayed' || row.state === 'discarded') {
      throw new MessagingError('messaging.parked_message_settled', `it has been ${row.state} before`);
    }
    return row;
  }

  private async resend(tx: Tx, row: LockedRow, by: string): Promise<ParkedMessage> {
    await settle(tx, row, { state: 'replayed', by, reason: 'sent again' });
    await sql(tx, 'update outbox set parked_at = null where position = $1', [row.log_offset]);
    await this.releaseOutgoing(tx, row, by);
    return this.get(tx, row.id);
  }

  /** What waited to be sent behind it goes back to the relay, which keeps its order. */
  private async releaseOutgoing(tx: Tx, { utility, topic, key }: LockedRow, by: string): Promise<void> {
    await sql(tx, 'update outbox set parked_at = null where parked_at is not null and utility = $1 and topic = $2 and key = $3', [
      utility,
      topic,
      key,
    ]);
    await sql(
      tx,
      `update parked_message set state = 'replayed', settled_at = now(), settled_by = $4, settled_reason = 'the event before it was settled'
       where direction = 'out' and state = 'held' and utility = $1 and topic = $2 and key = $3`,
      [utility, topic, key, by],
    );
    tx.afterCommit(this.wakeRelay);
  }
}

interface Settlement {
  readonly state: 'replayed' | 'discarded';
  readonly by: string;
  readonly reason: string;
}

async function settle(tx: Tx, { id }: LockedRow, { state, by, reason }: Settlement): Promise<void> {
  await sql(
    tx,
    `update parked_message set state = $2, settled_at = now(), settled_by = $3, settled_reason = $4, replay_requested_at = null where id = $1`,
    [id, state, by, storableReason(reason)],
  );
}

const cursorSchema = z.tuple([z.string().regex(/^\d{1,18}$/)]);

interface LockedRow {
  readonly id: string;
  readonly utility: string;
  readonly direction: 'in' | 'out';
  readonly group_name: string;
  readonly topic: string;
  readonly key: string;
  readonly log_offset: string;
  readonly position: string;
  readonly state: ParkedState;
}

interface ParkedRow extends LockedRow {
  readonly partition: number;
  readonly event_id: string | null;
  readonly type: string | null;
  readonly code: string;
  readonly reason: string;
  readonly tries: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: string;
  readonly parked_at: Date;
  readonly settled_at: Date | null;
  readonly settled_by: string | null;
  readonly settled_reason: string | null;
  readonly replay_after: Date | null;
  readonly replaying: boolean;
}

const fromRow = (row: ParkedRow): ParkedMessage => ({
  id: row.id,
  utility: row.utility,
  direction: row.direction,
  group: row.group_name,
  topic: row.topic,
  partition: row.partition,
  offset: row.log_offset,
  key: row.key,
  ...(row.event_id === null ? {} : { eventId: row.event_id }),
  ...(row.type === null ? {} : { type: row.type }),
  state: row.state,
  code: row.code,
  reason: row.reason,
  tries: row.tries,
  headers: row.headers,
  value: row.value.replaceAll('\n', ''),
  parkedAt: row.parked_at,
  ...(row.settled_at === null ? {} : { settledAt: row.settled_at }),
  ...(row.settled_by === null ? {} : { settledBy: row.settled_by }),
  ...(row.settled_reason === null ? {} : { settledReason: row.settled_reason }),
  ...(row.replay_after === null ? {} : { nextReplayAt: row.replay_after }),
  replaying: row.replaying,
});
