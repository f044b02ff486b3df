import { z } from 'zod';
import type { EventData, EventDefinition, ReceivedEvent } from '@openprepay/contracts/event';
import type { ConsumerDefinition } from '@openprepay/messaging/consume';
import { keyOf, takeNew } from '@openprepay/messaging/inbox';
import { systemClock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES, inUtility } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { UTILITY } from './identity.js';

export interface DeliverOptions {
  /** `acme` unless given. */
  readonly utility?: string;
  readonly traceparent?: string;
  /** One for each event, in order; one that was delivered before is left to the inbox. New ones unless given. */
  readonly ids?: readonly string[];
}

/** What a delivery goes through: the definitions that a service's module announced. */
export interface Receiver {
  readonly service: string;
  readonly definitions: readonly ConsumerDefinition[];
  readonly unitOfWork: UnitOfWork;
}

/** Events as a consumer is handed them: once around by the wire's JSON, so that the contract is kept. */
export function received<Definition extends EventDefinition>(
  event: Definition,
  data: readonly EventData<Definition>[],
  { utility = UTILITY, traceparent, ids = [] }: DeliverOptions = {},
): readonly ReceivedEvent[] {
  return data.map((one, place) => ({
    id: ids[place] ?? systemClock.newId(),
    type: event.type,
    source: event.topic.slice(0, event.topic.indexOf('.')),
    utility,
    time: systemClock.now(),
    data: z.decode(event.data, JSON.parse(JSON.stringify(z.encode(event.data, one)))),
    ...(traceparent === undefined ? {} : { traceparent }),
  }));
}

/**
 * Hands the events to every definition of their type, each in one transaction, as the pipeline does: prepare → { inbox →
 * handler }. What a handler throws is thrown here instead of parked.
 */
export async function deliver(
  { service, definitions, unitOfWork }: Receiver,
  event: EventDefinition,
  events: readonly ReceivedEvent[],
): Promise<void> {
  const concerned = definitions.filter((definition) => definition.event.type === event.type);
  if (concerned.length === 0) throw new Error(`${service} consumes no ${event.type}`);
  for (const definition of concerned) {
    await definition.prepare?.(events);
    await unitOfWork.run(ALL_UTILITIES, async (tx) => {
      const fresh =
        definition.deduplication === 'inbox'
          ? new Set(await takeNew(tx, { group: definition.group, moves: [] }, entriesOf(events)))
          : undefined;
      // An id that stands twice in one delivery is taken once.
      const ready = fresh === undefined ? events : events.filter(({ id, utility }) => fresh.delete(keyOf({ eventId: id, utility })));
      if (ready.length > 0) await inUtility(tx, ready[0]!.utility, (own) => definition.handle(ready, own));
    });
  }
}

const entriesOf = (events: readonly ReceivedEvent[]) => events.map(({ id, utility }) => ({ eventId: id, utility }));
