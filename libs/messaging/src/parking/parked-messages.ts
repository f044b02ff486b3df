import { z } from 'zod';
import { DEFAULT_PAGE, MAX_PAGE } from '@openprepay/contracts/http/page';
import { decodeCursor, encodeCursor, mapPage, type Page, pageOf } from '@openprepay/persistence/page';
import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { MessagingError } from '../messaging-error.js';
import { lockOutboxParking } from './outbox-lock.js';
import { releaseNext } from './parked-key.js';
import type {
  Approval,
  DiscardDecision,
  ParkedListOptions,
  ParkedMessage,
  ParkedSummary,
  Refusal,
  ReplayDecision,
} from './parked-message.js';
import { COLUMNS, fromRow, type LockedRow, type ParkedRow, requestOf, SHOWN_STATE } from './parked-row.js';
import { storableReason } from './parked-text.js';

export interface ParkedMessagesOptions {
  /** Called after each commit that lets incoming messages be handled again. */
  readonly wakeReplayer?: () => void;
  /** As `wakeReplayer`, for messages that are to be sent. */
  readonly wakeRelay?: () => void;
  /** Whether the messages of a group move money; one that is not known may. */
  readonly isMoney?: (group: string) => boolean;
}

/** What could not be handled or sent: to be looked at, replayed or discarded, within the transaction's utility. */
export class ParkedMessages {
  private readonly wakeReplayer: () => void;
  private readonly wakeRelay: () => void;
  private readonly isMoney: (group: string) => boolean;

  constructor({ wakeReplayer = () => undefined, wakeRelay = () => undefined, isMoney = () => true }: ParkedMessagesOptions = {}) {
    this.isMoney = isMoney;
    this.wakeReplayer = wakeReplayer;
    this.wakeRelay = wakeRelay;
  }

  /** How many wait for a decision, of the transaction's utility. */
  async countWaiting(tx: Tx): Promise<number> {
    const [row] = await sql<{ readonly waiting: number }>(
      tx,
      `select count(*)::int as waiting from parked_message where ($1 = '*' or utility = $1) and state in ('parked', 'held')`,
      [tx.utility],
    );
    return row?.waiting ?? 0;
  }

  /**
   * Newest first, without their values: a page is never larger than its rows.
   *
   * @throws {PersistenceError} `request.cursor_invalid`
   */
  async list(tx: Tx, { cursor, limit = DEFAULT_PAGE, state }: ParkedListOptions = {}): Promise<Page<ParkedSummary>> {
    const before = cursor === undefined ? null : decodeCursor(cursor, cursorSchema)[0];
    const size = Math.min(limit, MAX_PAGE);
    const rows = await sql<ParkedRow>(
      tx,
      `select ${COLUMNS} from parked_message
       where ($1 = '*' or utility = $1) and ($2::bigint is null or position < $2)
         and ($3::text is null or ${SHOWN_STATE} = $3 or (state = $3 and discard_requested_at is not null))
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
    const [row] = await sql<ParkedRow & { readonly value: Buffer | null }>(
      tx,
      `select ${COLUMNS}, value from parked_message where id = $1`,
      [id],
    );
    if (row === undefined) throw new MessagingError('messaging.parked_message_not_found', `there is no parked message ${id}`);
    return { ...fromRow(row), value: row.value ?? Buffer.alloc(0) };
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
   * Gives it up for good, whole as it is kept, and lets go what waits behind it. Where it is about money, or was to be sent, it
   * takes a second person: then it is only asked for, and `discard` says so.
   *
   * @throws {MessagingError} `messaging.parked_message_not_found`, `messaging.parked_message_settled`, `messaging.discard_requested`
   */
  async discard(tx: Tx, id: string, { by, subject, reason }: DiscardDecision): Promise<ParkedMessage> {
    const row = await this.lockLive(tx, id);
    if (row.discard_requested_at !== null) {
      throw new MessagingError('messaging.discard_requested', `${row.discard_requested_by} has asked for it; somebody else decides`);
    }
    if (row.direction === 'in' && !this.isMoney(row.group_name)) return this.giveUp(tx, row, { by, reason });
    await sql(
      tx,
      `update parked_message set discard_requested_at = clock_timestamp(), discard_requested_by = $2, discard_requested_subject = $3,
         discard_reason = $4, discard_refused_by = null, discard_refused_reason = null where id = $1`,
      [id, by, subject, storableReason(reason)],
    );
    return this.get(tx, id);
  }

  /**
   * Does what another person has asked for.
   *
   * @throws {MessagingError} `messaging.parked_message_not_found`, `messaging.parked_message_settled`,
   *   `messaging.discard_not_requested`
   * @throws what `require` throws
   */
  async approveDiscard(tx: Tx, id: string, { by, require }: Approval): Promise<ParkedMessage> {
    const row = await this.lockLive(tx, id);
    const request = requestOf(row);
    if (request === undefined) throw notRequested();
    require(request);
    return this.giveUp(tx, row, { by, reason: request.reason });
  }

  /**
   * Leaves it as it was.
   *
   * @throws {MessagingError} `messaging.parked_message_not_found`, `messaging.parked_message_settled`,
   *   `messaging.discard_not_requested`
   */
  async refuseDiscard(tx: Tx, id: string, { by, reason }: Refusal): Promise<ParkedMessage> {
    const row = await this.lockLive(tx, id);
    if (row.discard_requested_at === null) throw notRequested();
    await sql(
      tx,
      'update parked_message set discard_requested_at = null, discard_refused_by = $2, discard_refused_reason = $3 where id = $1',
      [id, by, storableReason(reason)],
    );
    return this.get(tx, id);
  }

  private async giveUp(tx: Tx, row: LockedRow, { by, reason }: Refusal): Promise<ParkedMessage> {
    await settle(tx, row, { state: 'discarded', by, reason });
    if (row.direction === 'out') {
      await sql(tx, 'delete from outbox where position = $1', [row.log_offset]);
      if (row.state === 'parked') await this.releaseOutgoing(tx, row, by);
    } else {
      await releaseNext(tx, { ...row, group: row.group_name, by });
      tx.afterCommit(this.wakeReplayer);
    }
    return this.get(tx, row.id);
  }

  private async lockLive(tx: Tx, id: string): Promise<LockedRow> {
    const [found] = await sql<{ readonly direction: string }>(tx, 'select direction from parked_message where id = $1', [id]);
    if (found?.direction === 'out') await lockOutboxParking(tx);
    const [row] = await sql<LockedRow>(
      tx,
      `select id, utility, direction, group_name, topic, key, log_offset, position, state, discard_requested_at, discard_requested_by,
              discard_requested_subject, discard_reason
       from parked_message where id = $1 for update`,
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
    await sql(tx, 'update outbox set parked_at = null, again = true where position = $1', [row.log_offset]);
    await this.releaseOutgoing(tx, row, by);
    return this.get(tx, row.id);
  }

  /** What waited to be sent behind it goes back to the relay, which keeps its order. */
  private async releaseOutgoing(tx: Tx, { utility, topic, key }: LockedRow, by: string): Promise<void> {
    await sql(
      tx,
      'update outbox set parked_at = null, again = true where parked_at is not null and utility = $1 and topic = $2 and key = $3',
      [utility, topic, key],
    );
    await sql(
      tx,
      `update parked_message set state = 'replayed', settled_at = now(), settled_by = $4, settled_reason = 'the event before it was settled'
       where direction = 'out' and state = 'held' and utility = $1 and topic = $2 and key = $3`,
      [utility, topic, key, by],
    );
    tx.afterCommit(this.wakeRelay);
  }
}

const notRequested = (): MessagingError => new MessagingError('messaging.discard_not_requested', 'nobody has asked to have it discarded');

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
