import type { EventDefinition, ReceivedEvent } from '@openprepay/contracts/event';
import type { Tx } from '@openprepay/persistence/tx';
import { inSpans, recordsSpans, withTraceparent, type SpanStart } from '../trace.js';

/**
 * `key`: a key's events are handled in order, and what follows a parked event of the same key waits behind it.
 * `none`: a parked event stands alone and later ones of its key go on.
 */
export type ConsumerOrder = 'key' | 'none';

/**
 * What makes an event take effect once: a row in the inbox, written in the handler's transaction, or a natural key of the
 * handler's own rows, for streams too wide to remember every event of.
 */
export type Deduplication = 'inbox' | 'natural-key';

/** For groups that somebody waits for. */
export const DEFAULT_GATHER_MS = 10;

export interface ConsumeOptions {
  /** Kafka consumer group, `<service>.<what-it-does>`. */
  readonly group: string;
  readonly order?: ConsumerOrder;
  readonly deduplication?: Deduplication;
  /**
   * Where several events come together, at least so many milliseconds lie between one transaction of the group and the next,
   * so that more of them share it; `DEFAULT_GATHER_MS` unless given. One that comes alone never waits.
   */
  readonly gatherMs?: number;
  /**
   * How many transactions of the group may be under way at a time in one process, each of other partitions; one unless given. Another
   * is begun only where there are messages for a whole one: for streams so wide that this process waits for the database.
   */
  readonly transactions?: number;
  /** Its events move money, units or keys: two people discard one that is parked. */
  readonly money?: boolean;
}

export interface ConsumeBatchOptions<Definition extends EventDefinition> extends ConsumeOptions {
  /**
   * Runs before the transaction of the events, as often as they are tried: for what must be there and must not be waited for
   * with locks in hand. It opens transactions of its own; its failure is the handler's.
   */
  readonly prepare?: (events: readonly ReceivedEvent<Definition>[]) => Promise<void>;
}

/** One group's handling of one kind of event. Definitions that share a group share its consumer and its transactions. */
export interface ConsumerDefinition {
  readonly event: EventDefinition;
  readonly group: string;
  readonly order: ConsumerOrder;
  readonly deduplication: Deduplication;
  /** The shortest of a group's definitions counts, and the fewest. */
  readonly gatherMs?: number;
  readonly transactions?: number;
  readonly money?: boolean;
  readonly prepare?: (events: readonly ReceivedEvent[]) => Promise<void>;
  /**
   * Events of one utility in order; `tx` is scoped to that utility. `later` are those of it that the group handles behind them in the same
   * transaction: for whoever takes the locks of both in one order.
   */
  readonly handle: (events: readonly ReceivedEvent[], tx: Tx, later?: readonly ReceivedEvent[]) => Promise<void>;
}

/**
 * Handles one event at a time. The handler may run again after a failure, always with its effects undone: whatever it does
 * must go through `tx`. A coded error parks the event at once; any other is tried again first.
 */
export function consume<Definition extends EventDefinition>(
  event: Definition,
  options: ConsumeOptions,
  handler: (event: ReceivedEvent<Definition>, tx: Tx) => Promise<void>,
): ConsumerDefinition {
  const inItsTrace = (one: ReceivedEvent<Definition>, tx: Tx): Promise<void> => withTraceparent(one.traceparent, () => handler(one, tx));
  return define(event, options, async (events, tx) => {
    for (const one of events) await handleTraced(options.group, [one], ([traced]) => inItsTrace(traced!, tx));
  });
}

/**
 * Handles the events of one utility together, in order: for set-based statements. Never called with none. There is no one
 * trace to run in: what an event causes is given its own by the outbox, which is told the cause.
 */
export function consumeBatch<Definition extends EventDefinition>(
  event: Definition,
  options: ConsumeBatchOptions<Definition>,
  handler: BatchHandler<Definition>,
): ConsumerDefinition {
  return define(event, options, (events, tx, later = []) => handleTraced(options.group, events, (traced) => handler(traced, tx, later)));
}

type BatchHandler<Definition extends EventDefinition> = (
  events: readonly ReceivedEvent<Definition>[],
  tx: Tx,
  later: readonly ReceivedEvent[],
) => Promise<void>;

function define<Definition extends EventDefinition>(
  event: Definition,
  options: ConsumeBatchOptions<Definition>,
  handler: (events: readonly ReceivedEvent<Definition>[], tx: Tx, later?: readonly ReceivedEvent[]) => Promise<void>,
): ConsumerDefinition {
  const { group, order = 'key', deduplication = 'inbox', gatherMs = DEFAULT_GATHER_MS, transactions = 1, money = false, prepare } = options;
  return Object.freeze({
    event,
    group,
    order,
    deduplication,
    gatherMs,
    transactions,
    money,
    ...(prepare === undefined ? {} : { prepare: prepare as unknown as NonNullable<ConsumerDefinition['prepare']> }),
    // The pipeline hands over what `event.data` itself has parsed.
    handle: handler as unknown as ConsumerDefinition['handle'],
  });
}

/** Calls a handler within a span for each of its events, which the handler sees in place of the sender's. */
function handleTraced<Definition extends EventDefinition>(
  group: string,
  events: readonly ReceivedEvent<Definition>[],
  handler: (events: readonly ReceivedEvent<Definition>[]) => Promise<void>,
): Promise<void> {
  if (!recordsSpans()) return handler(events);
  const starts = events.map(({ id, type, traceparent }): SpanStart => ({
    name: `process ${type}`,
    kind: 'consumer',
    parent: traceparent,
    attributes: {
      'messaging.system': 'kafka',
      'messaging.operation.type': 'process',
      'messaging.consumer.group.name': group,
      'messaging.message.id': id,
    },
  }));
  return inSpans(starts, (spans) =>
    handler(
      events.map(({ traceparent: _sender, ...event }, index) => {
        const traceparent = spans[index]?.traceparent;
        return traceparent === undefined ? event : { ...event, traceparent };
      }),
    ),
  );
}
