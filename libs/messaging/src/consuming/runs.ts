import type { ConsumerDefinition } from './consume.js';
import type { IncomingEvent } from './incoming.js';

/** Events that one handler may be given together. */
export interface Run {
  readonly definition: ConsumerDefinition;
  readonly events: readonly IncomingEvent[];
}

/**
 * Gathers one utility's events into as few runs as their order allows, which take turns in the order of `definitions`: an
 * event goes to the earliest turn of its definition that does not come before an event of its key. So two batches take
 * their locks in the same order, whichever event happens to come first in each.
 */
export function toRuns(events: readonly IncomingEvent[], definitions: readonly ConsumerDefinition[]): readonly Run[] {
  const turns = new Map<number, { readonly definition: ConsumerDefinition; readonly events: IncomingEvent[] }>();
  const lastOfKey = new Map<string, number>();
  for (const event of events) {
    const { definition, key } = event;
    const place = definitions.indexOf(definition);
    const notBefore = definition.order === 'key' ? (lastOfKey.get(key) ?? place) : place;
    const turn = nextTurn(place, notBefore, definitions.length);
    const run = turns.get(turn);
    if (run === undefined) turns.set(turn, { definition, events: [event] });
    else run.events.push(event);
    if (definition.order === 'key') lastOfKey.set(key, turn);
  }
  return [...turns].sort(([a], [b]) => a - b).map(([, run]) => run);
}

/** Definitions take turns round after round: the first turn of the one at `place` that is `notBefore` or later. */
const nextTurn = (place: number, notBefore: number, definitions: number): number =>
  place + Math.max(0, Math.ceil((notBefore - place) / definitions)) * definitions;

/** Splits events by utility, each utility's in order; the utilities by their code, so that batches lock them in one order. */
export function byUtility(events: readonly IncomingEvent[]): ReadonlyMap<string, readonly IncomingEvent[]> {
  const groups = new Map<string, IncomingEvent[]>();
  for (const event of events) {
    const group = groups.get(event.utility);
    if (group === undefined) groups.set(event.utility, [event]);
    else group.push(event);
  }
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)));
}
