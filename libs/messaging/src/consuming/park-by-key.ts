import type { Tx } from '@openprepay/persistence/tx';
import { park, parkedKeys, scopeOf, type Parking, type ParkingOptions } from '../parking/parking.js';
import type { Handleable, IncomingEvent } from './incoming.js';

/** What the handlers are given, and what was set aside. */
export interface Sorted {
  readonly ready: readonly IncomingEvent[];
  /** Without those that were parked before. */
  readonly parked: readonly Parking[];
}

/**
 * Parks what no handler could be given, and holds what follows a parked message of its key, in this batch or from before.
 * All messages are of one topic.
 */
export async function parkByKey(tx: Tx, options: ParkingOptions, messages: readonly Handleable[]): Promise<Sorted> {
  const topic = messages[0]?.raw.topic;
  const ready: IncomingEvent[] = [];
  const parked: Parking[] = [];
  if (topic === undefined) return { ready, parked };

  const ordered = messages.filter(({ holdsKey }) => holdsKey);
  const blocked = new Set(await parkedKeys(tx, { group: options.group, topic }, ordered));
  for (const message of messages) {
    if (message.holdsKey && blocked.has(scopeOf(message))) {
      parked.push({ message, state: 'held', code: 'messaging.key_parked', reason: 'an earlier message of its key is parked', tries: 0 });
    } else if (message.kind === 'unreadable') {
      parked.push({ message, state: 'parked', code: message.code, reason: message.reason, tries: 1 });
      if (message.holdsKey) blocked.add(scopeOf(message));
    } else {
      ready.push(message);
    }
  }
  return { ready, parked: await park(tx, options, parked) };
}
