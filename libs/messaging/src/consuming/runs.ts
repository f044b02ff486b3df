import type { ConsumerDefinition } from './consume.js';
import type { IncomingEvent } from './incoming.js';

/** Events that one handler may be given together. */
export interface Run {
  readonly definition: ConsumerDefinition;
  readonly events: IncomingEvent[];
}

/**
 * Gathers one utility's events into as few runs as their order allows: an event joins an earlier run of its definition
 * unless an event of its key stands in a later one.
 */
export function toRuns(events: readonly IncomingEvent[]): readonly Run[] {
  const runs: Run[] = [];
  const lastOfDefinition = new Map<ConsumerDefinition, number>();
  const lastOfKey = new Map<string, number>();
  for (const event of events) {
    const { definition, key } = event;
    const candidate = lastOfDefinition.get(definition);
    const notBefore = definition.order === 'key' ? (lastOfKey.get(key) ?? 0) : 0;
    let place: number;
    if (candidate !== undefined && candidate >= notBefore) {
      place = candidate;
      runs[place]!.events.push(event);
    } else {
      place = runs.push({ definition, events: [event] }) - 1;
      lastOfDefinition.set(definition, place);
    }
    if (definition.order === 'key') lastOfKey.set(key, Math.max(place, notBefore));
  }
  return runs;
}

/** Splits events by utility; each utility's stay in order. */
export function byUtility(events: readonly IncomingEvent[]): ReadonlyMap<string, readonly IncomingEvent[]> {
  const groups = new Map<string, IncomingEvent[]>();
  for (const event of events) {
    const group = groups.get(event.utility);
    if (group === undefined) groups.set(event.utility, [event]);
    else group.push(event);
  }
  return groups;
}
