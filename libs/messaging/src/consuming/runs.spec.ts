import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConsumerDefinition } from './consume.js';
import type { IncomingEvent } from './incoming.js';
import { byUtility, toRuns } from './runs.js';

const definition = (type: string, order: 'key' | 'none'): ConsumerDefinition =>
  ({ event: { type }, group: 'g', order, deduplication: 'inbox', handle: () => Promise.resolve() }) as unknown as ConsumerDefinition;
const definitions = [definition('a', 'key'), definition('b', 'key'), definition('c', 'none')];

const events = fc
  .array(fc.record({ of: fc.nat(2), key: fc.nat(3), utility: fc.constantFrom('north', 'south') }), { maxLength: 60 })
  .map((list) =>
    list.map(
      ({ of, key, utility }, place) =>
        ({ place, kind: 'event', definition: definitions[of]!, key: `k${key}`, utility }) as unknown as IncomingEvent & { place: number },
    ),
  );
type Placed = { readonly place: number };
const placeOf = (event: IncomingEvent): number => (event as unknown as Placed).place;

describe('toRuns', () => {
  it('hands each event to its own definition, once', () => {
    fc.assert(
      fc.property(events, (list) => {
        const runs = toRuns(list, definitions);
        for (const run of runs) expect(run.events.every((event) => event.definition === run.definition)).toBe(true);
        expect(runs.flatMap((run) => run.events.map(placeOf)).sort((a, b) => a - b)).toEqual(list.map(placeOf));
      }),
    );
  });

  it('keeps the order of each key across the definitions that ask for it', () => {
    fc.assert(
      fc.property(events, (list) => {
        const handled = toRuns(list, definitions)
          .flatMap((run) => run.events)
          .filter((event) => event.definition.order === 'key');
        for (const key of new Set(list.map((event) => event.key))) {
          const places = handled.filter((event) => event.key === key).map(placeOf);
          expect(places).toEqual([...places].sort((a, b) => a - b));
        }
      }),
    );
  });

  it('needs one run per definition where keys do not cross', () => {
    const [a, b] = definitions as [ConsumerDefinition, ConsumerDefinition];
    const list = ['1', '2', '3', '4'].map(
      (key, place) => ({ kind: 'event', definition: place % 2 === 0 ? a : b, key }) as unknown as IncomingEvent,
    );

    expect(toRuns(list, definitions)).toHaveLength(2);
  });

  it('calls the definitions in their own order, whichever event comes first', () => {
    const [a, b] = definitions as [ConsumerDefinition, ConsumerDefinition];
    const event = (definition: ConsumerDefinition, key: string): IncomingEvent =>
      ({ kind: 'event', definition, key }) as unknown as IncomingEvent;
    const orderOf = (list: readonly IncomingEvent[]): readonly string[] =>
      toRuns(list, definitions).map((run) => run.definition.event.type);

    expect(orderOf([event(a, '1'), event(b, '2')])).toEqual(['a', 'b']);
    expect(orderOf([event(b, '2'), event(a, '1')])).toEqual(['a', 'b']);
    expect(orderOf([event(b, '1'), event(a, '1')])).toEqual(['b', 'a']);
  });
});

describe('byUtility', () => {
  it("keeps every utility's events, in order, apart from the others'", () => {
    fc.assert(
      fc.property(events, (list) => {
        const groups = byUtility(list);
        for (const [utility, group] of groups) expect(group).toEqual(list.filter((event) => event.utility === utility));
        expect([...groups.values()].flat()).toHaveLength(list.length);
      }),
    );
  });

  it('takes the utilities in one order, whichever event comes first', () => {
    fc.assert(
      fc.property(events, (list) => {
        const utilities = [...byUtility(list).keys()];
        expect(utilities).toEqual([...utilities].sort());
      }),
    );
  });
});
