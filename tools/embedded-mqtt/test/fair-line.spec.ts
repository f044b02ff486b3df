import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FairLine } from '../src/fair-line.js';

interface Item {
  readonly publisher: string;
  readonly number: number;
}

const names = (items: readonly Item[]): string[] => items.map(({ publisher, number }) => `${publisher}${number}`);

function served(line: FairLine<Item>, room: number): Item[] {
  const taken: Item[] = [];
  line.serve((item) => {
    if (taken.length === room) return 'stop';
    taken.push(item);
    return 'taken';
  });
  return taken;
}

const lineOf = (...items: readonly Item[]): FairLine<Item> => {
  const line = new FairLine<Item>();
  for (const item of items) line.add(item);
  return line;
};
const many = (publisher: string, count: number): Item[] => Array.from({ length: count }, (_, number) => ({ publisher, number }));

describe('a fair line', () => {
  it('gives everybody a turn before anybody a second one, also where there is room for one at a time', () => {
    const line = lineOf(...many('a', 100), ...many('b', 2), ...many('c', 1));

    expect(names([...served(line, 1), ...served(line, 1), ...served(line, 1), ...served(line, 3)])).toEqual([
      'a0',
      'b0',
      'c0',
      'a1',
      'b1',
      'a2',
    ]);
  });

  it('passes an owner over whose first item has to wait, and keeps it', () => {
    const line = lineOf(...many('a', 2), ...many('b', 2));
    const taken: Item[] = [];
    line.serve((item) => (item.publisher === 'a' ? 'later' : (taken.push(item), 'taken')));

    expect(names(taken)).toEqual(['b0', 'b1']);
    expect(names(served(line, 9))).toEqual(['a0', 'a1']);
    expect(line.isEmpty).toBe(true);
  });

  it('serves every item once and each owner’s in order, whatever comes in between', () => {
    const item = fc.constantFrom('a', 'b', 'c');
    fc.assert(
      fc.property(fc.array(fc.oneof(item, fc.nat(4))), (steps) => {
        const line = new FairLine<Item>();
        const added: Item[] = [];
        const out: Item[] = [];
        for (const step of steps) {
          if (typeof step === 'number') out.push(...served(line, step));
          else {
            added.push({ publisher: step, number: added.length });
            line.add(added.at(-1)!);
          }
        }
        out.push(...served(line, Infinity));
        for (const owner of ['a', 'b', 'c'])
          expect(out.filter(({ publisher }) => publisher === owner)).toEqual(added.filter(({ publisher }) => publisher === owner));
        expect(out).toHaveLength(added.length);
      }),
    );
  });

  it('puts what was under way before what waits', () => {
    const line = lineOf({ publisher: 'a', number: 2 }, { publisher: 'b', number: 1 });
    line.addFirst(many('a', 2));

    expect(names(served(line, 9))).toEqual(['a0', 'b1', 'a1', 'a2']);
  });
});
