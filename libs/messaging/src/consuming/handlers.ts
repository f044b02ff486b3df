import type { ReceivedEvent } from '@openprepay/contracts/event';
import { withTimeLimit } from '@openprepay/pace/time-limit';
import { inUtility } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import type { ConsumerDefinition } from './consume.js';
import type { Definitions, Handleable, IncomingEvent } from './incoming.js';
import { byUtility, toRuns } from './runs.js';

/** Has there what handlers need before their transaction begins, each definition's for all of its events. */
export async function prepareAll(messages: readonly Handleable[], timeoutMs: number): Promise<void> {
  const toPrepare = new Map<ConsumerDefinition, ReceivedEvent[]>();
  for (const message of messages) {
    if (message.kind !== 'event' || message.definition.prepare === undefined) continue;
    const events = toPrepare.get(message.definition);
    if (events === undefined) toPrepare.set(message.definition, [message.event]);
    else events.push(message.event);
  }
  for (const [definition, events] of toPrepare) {
    await withTimeLimit(definition.prepare?.(events) ?? Promise.resolve(), timeoutMs, `preparing for ${definition.event.type}`);
  }
}

/**
 * Hands the events to their definitions, one utility's after the other, in as few calls as their order allows.
 *
 * @param definitions of the group, in the order in which they take their locks
 */
export async function handleAll(tx: Tx, events: readonly IncomingEvent[], definitions: Definitions): Promise<void> {
  const inOrder = [...definitions.values()];
  for (const [utility, ofUtility] of byUtility(events)) {
    await inUtility(tx, utility, async (own) => {
      const runs = toRuns(ofUtility, inOrder);
      for (const [turn, { definition, events: together }] of runs.entries()) {
        await definition.handle(
          together.map(({ event }) => event),
          own,
          runs.slice(turn + 1).flatMap(({ events: later }) => later.map(({ event }) => event)),
        );
      }
    });
  }
}
