import type { EventDefinition, ReceivedEvent } from '@openprepay/contracts/event';
import type { Tx } from '@openprepay/persistence/tx';
import { withTraceparent } from './trace.js';

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

export interface ConsumeOptions {
  /** Kafka consumer group, `<service>.<what-it-does>`. */
  readonly group: string;
  readonly order?: ConsumerOrder;
  readonly deduplication?: Deduplication;
}

/** One group's handling of one kind of event. Definitions that share a group share its consumer and its transactions. */
export interface ConsumerDefinition {
  readonly event: EventDefinition;
  readonly group: string;
  readonly order: ConsumerOrder;
  readonly deduplication: Deduplication;
  /** Events of one utility in order; `tx` is scoped to that utility. */
  readonly handle: (events: readonly ReceivedEvent[], tx: Tx) => Promise<void>;
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
  return consumeBatch(event, options, async (events, tx) => {
    for (const one of events) await withTraceparent(one.traceparent, () => handler(one, tx));
  });
}

/** Handles the events of one utility together, in order: for set-based statements. Never called with none. */
export function consumeBatch<Definition extends EventDefinition>(
  event: Definition,
  { group, order = 'key', deduplication = 'inbox' }: ConsumeOptions,
  handler: (events: readonly ReceivedEvent<Definition>[], tx: Tx) => Promise<void>,
): ConsumerDefinition {
  return Object.freeze({
    event,
    group,
    order,
    deduplication,
    // The pipeline hands over what `event.data` itself has parsed.
    handle: handler as unknown as ConsumerDefinition['handle'],
  });
}
