import type { EventData, EventDefinition, ReceivedEvent } from '@openprepay/contracts/event';
import { systemClock, type Clock } from '@openprepay/persistence/clock';
import { prepared } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { defaultLimits } from '../limits.js';
import { MessagingError } from '../messaging-error.js';
import { currentTraceparent, isTraceparent } from '../trace.js';
import { encodeData, HEADER_BYTES } from './producer.js';

export interface OutboxOptions {
  /** The service: CloudEvents `source` of its events. */
  readonly source: string;
  /** Called after each commit that left events behind: wakes the relay. */
  readonly wake?: () => void;
  readonly clock?: Clock;
  readonly maxEventBytes?: number;
}

/** What an event follows from: the event that is being answered, or the trace context of the work. */
export type Cause = Pick<ReceivedEvent, 'traceparent'> | string;

/** Something that is worked on together with others, and what it came from. */
export type Caused<T> = T & { readonly cause?: Cause | undefined };

/** The data of an event with the event as its cause: what a use case is handed that answers many events together. */
export const caused = <Definition extends EventDefinition>(event: ReceivedEvent<Definition>): Caused<EventData<Definition>> =>
  ({ ...(event.data as object), cause: event }) as Caused<EventData<Definition>>;

export interface AppendOptions {
  /** Its trace goes on with the event; that of the current work unless given. */
  readonly cause?: Cause | undefined;
}

/** One event of many. */
export interface AppendItem<Definition extends EventDefinition> extends AppendOptions {
  readonly data: EventData<Definition>;
}

/** Rows of one multi-row insert: each column is one array parameter, so the limit is memory, not PostgreSQL's 65 535 parameters. */
const MAX_INSERT_ROWS = 1_000;

/** The only way for an event to leave a service: it is written in the business transaction and sent once that has committed. */
export class Outbox {
  private readonly source: string;
  private readonly wake: () => void;
  private readonly clock: Clock;
  private readonly maxEventBytes: number;

  constructor({ source, wake = () => undefined, clock = systemClock, maxEventBytes = defaultLimits.maxEventBytes }: OutboxOptions) {
    this.source = source;
    this.wake = wake;
    this.clock = clock;
    this.maxEventBytes = maxEventBytes;
  }

  /**
   * Adds one event of the transaction's utility. Events of one key leave in the order of their inserts: hold that key's row
   * lock, as every writer of an aggregate does.
   *
   * @throws {MessagingError} `messaging.event_invalid`, `messaging.event_too_large`; the transaction is still good
   */
  // eslint-disable-next-line no-restricted-syntax -- what, where and whose; only the last one is often left out
  async append<Definition extends EventDefinition>(
    tx: Tx,
    event: Definition,
    data: EventData<Definition>,
    { cause }: AppendOptions = {},
  ): Promise<void> {
    await this.appendAll(tx, event, [{ data, cause }]);
  }

  /** As `append`, for many events of one kind, each with its own cause, in one statement per thousand. */
  async appendAll<Definition extends EventDefinition>(tx: Tx, event: Definition, items: readonly AppendItem<Definition>[]): Promise<void> {
    if (items.length === 0) return;
    const rows = items.map((item) => this.encode(event, item, tx.utility));
    for (let from = 0; from < rows.length; from += MAX_INSERT_ROWS) {
      await this.insert(tx, event, rows.slice(from, from + MAX_INSERT_ROWS));
    }
    tx.afterCommit(this.wake);
  }

  private async insert(tx: Tx, event: EventDefinition, rows: readonly EncodedEvent[]): Promise<void> {
    await prepared(
      tx,
      `insert into outbox (id, utility, topic, type, source, key, value, bytes, traceparent, occurred_at)
       select id, $1, $2, $3, $4, key, value, octet_length(value) + octet_length(key) + ${HEADER_BYTES}, traceparent, $5
       from unnest($6::uuid[], $7::text[], $8::text[], $9::text[]) with ordinality as event(id, key, value, traceparent, place)
       order by place`,
      [
        tx.utility,
        event.topic,
        event.type,
        this.source,
        this.clock.now(),
        rows.map((row) => row.id),
        rows.map((row) => row.key),
        rows.map((row) => row.value),
        rows.map((row) => row.traceparent),
      ],
    );
  }

  private encode<Definition extends EventDefinition>(
    event: Definition,
    { data, cause }: AppendItem<Definition>,
    utility: string,
  ): EncodedEvent {
    const value = JSON.stringify(encodeData(event, data));
    const bytes = Buffer.byteLength(value);
    if (bytes > this.maxEventBytes) {
      throw new MessagingError('messaging.event_too_large', `${event.type}: ${bytes} bytes are more than ${this.maxEventBytes}`);
    }
    return { id: this.clock.newId(), key: event.key(data, utility), value, traceparent: traceOf(cause) };
  }
}

interface EncodedEvent {
  readonly id: string;
  readonly key: string;
  readonly value: string;
  readonly traceparent: string | null;
}

/** A cause without a trace leaves the event without one: the current work may be another's. */
function traceOf(cause: Cause | undefined): string | null {
  const traceparent = cause === undefined ? currentTraceparent() : typeof cause === 'string' ? cause : cause.traceparent;
  return isTraceparent(traceparent) ? traceparent : null;
}
