import { describe, expect, it } from 'vitest';
import { isOver, type Struck, stormNodes } from './storm.js';

const node = (code: string, parent: string | undefined, silent: number, connected: number): Struck => ({
  code,
  silent,
  connected,
  ...(parent === undefined ? {} : { parent }),
});

describe('a storm', () => {
  it.each<[string, readonly Struck[], readonly string[]]>([
    ['nothing', [], []],
    ['one transformer', [node('Z', undefined, 20, 500), node('F', 'Z', 20, 100), node('T', 'F', 20, 3)], ['T']],
    ['a transformer that is all that its feeder has', [node('F', undefined, 20, 3), node('T', 'F', 20, 3)], ['T']],
    [
      'a feeder with all its transformers',
      [node('Z', undefined, 40, 900), node('F', 'Z', 40, 0), node('T1', 'F', 20, 0), node('T2', 'F', 20, 0)],
      ['F'],
    ],
    ['a feeder whose smaller transformers are below what counts', [node('F', undefined, 25, 0), node('T1', 'F', 20, 0)], ['F']],
    [
      'two transformers of a feeder that goes on',
      [node('F', undefined, 40, 900), node('T1', 'F', 20, 0), node('T2', 'F', 20, 1)],
      ['T1', 'T2'],
    ],
    ['a part without any known above it', [node('X', undefined, 12, 12)], ['X']],
    ['half and one more that are there', [node('X', undefined, 12, 13)], []],
    ['parts that feed each other, as never should be', [node('A', 'B', 20, 0), node('B', 'A', 20, 0)], []],
  ])('is about the lowest part that covers its meters: %s', (_name, struck, nodes) => {
    expect(stormNodes(struck)).toEqual(nodes);
  });

  it('is over when a tenth of its meters or less is left', () => {
    expect([isOver({ meters: 20, away: 3 }), isOver({ meters: 20, away: 2 }), isOver({ meters: 1, away: 0 })]).toEqual([false, true, true]);
  });
});
