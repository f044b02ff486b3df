import type { Tx } from '@openprepay/persistence/tx';
import { park, parkedKeys, scopeOf, type Parking, type ParkingOptions } from '../parking/parking.js';
import type { Handleable, IncomingEvent } from './incoming.js';

/** What the handlers are given, and what was set aside. */
export interface Sorted {
  readonly ready: readonly IncomingEvent[];
  /** Without those that were parked before. */
  readonly parked: readonly Parking[];
}

/** Parks what no handler could be given, and holds what follows a parked message of its key, in this batch or from before. */
export async function parkByKey(tx: Tx, options: ParkingOptions, messages: readonly Handleable[]): Promise<Sorted> {
  const ready: IncomingEvent[] = [];
  const parked: Parking[] = [];
  const blockedIn = await blockedKeys(tx, options, messages);
  for (const message of messages) {
    const blocked = blockedIn.get(message.raw.topic)!;
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

/** The keys that are parked from before, of each topic that messages are of. */
async function blockedKeys(tx: Tx, { group }: ParkingOptions, messages: readonly Handleable[]): Promise<Map<string, Set<string>>> {
  const blocked = new Map<string, Set<string>>();
  for (const topic of [...new Set(messages.map(({ raw }) => raw.topic))].sort()) {
    const ordered = messages.filter(({ raw, holdsKey }) => holdsKey && raw.topic === topic);
    blocked.set(topic, new Set(await parkedKeys(tx, { group, topic }, ordered)));
  }
  return blocked;
}
