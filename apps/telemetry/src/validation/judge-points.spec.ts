import { describe, expect, it } from 'vitest';
import { type Judged, judgePoints } from './judge-points.js';
import type { MeasuredPoint, Ruling } from './measured-point.js';
import { registerKind } from './register-kind.js';

const IMPORT = '1-0:1.8.0';
const POWER = '1-0:16.7.0';
const QUARTER_MS = 900_000;

/** Points of a quarter of an hour each. */
const points = (values: readonly string[]): readonly MeasuredPoint[] =>
  values.map((value, index) => ({ value, ts: new Date(index * QUARTER_MS), receivedAt: new Date(index * QUARTER_MS) }));
const told = ({ value, consumption, kind, quality }: Judged<MeasuredPoint>): string =>
  [value, consumption ?? '-', ...(kind === undefined ? [] : [kind]), ...(quality === 'measured' ? [] : [quality])].join(' ');
const judge = (values: readonly string[], register = IMPORT): readonly string[] =>
  judgePoints(points(values), registerKind(register)).map(told);

describe('what a counter has consumed', () => {
  it.each([
    ['goes forward', ['10', '10.5', '10.5', '12.125'], ['10 -', '10.5 0.5', '10.5 0', '12.125 1.625']],
    ['comes round after its last digit', ['99999.5', '0.25', '1'], ['99999.5 -', '0.25 0.75 rollover', '1 0.75']],
    ['is set to zero', ['4310.7', '0.2', '0.5'], ['4310.7 -', '0.2 0.2 meter-reset', '0.5 0.3']],
    ['slips up once', ['500', '90500', '501'], ['500 -', '90500 - impossible-jump suspect', '501 1']],
    ['slips down once', ['500', '470', '501'], ['500 -', '470 - register-backwards suspect', '501 1']],
    ['slips to zero once', ['500', '0', '501'], ['500 -', '0 - register-backwards suspect', '501 1']],
    ['stands elsewhere from then on', ['500', '9000', '9001'], ['500 -', '9000 - impossible-jump suspect', '9001 1']],
    ['stands lower from then on', ['500', '400', '401'], ['500 -', '400 - register-backwards suspect', '401 1']],
    ['is not known to be right yet', ['500', '9000'], ['500 -', '9000 - impossible-jump suspect']],
  ])('is known where it %s', (_what, values, expected) => {
    expect(judge(values)).toEqual(expected);
  });

  it('may be much after a long time, and must not be after a short one', () => {
    const [first, second] = points(['0', '2000']);
    const later = { ...second!, ts: new Date(20 * 3_600_000) };

    expect(judgePoints([first!, second!], registerKind(IMPORT))[1]).toMatchObject({ kind: 'impossible-jump' });
    expect(judgePoints([first!, later], registerKind(IMPORT))[1]).toMatchObject({ consumption: '2000' });
  });

  it('is exact where a float is not', () => {
    expect(judge(['0.1', '0.3', '900719925474099267.123456789', '900719925474099267.123456790']).slice(1)).toEqual([
      '0.3 0.2',
      '900719925474099267.123456789 - impossible-jump suspect',
      '900719925474099267.123456790 0.000000001',
    ]);
  });
});

describe('what somebody has ruled', () => {
  const rule = (values: readonly string[], index: number, ruling: Ruling): readonly string[] =>
    judgePoints(
      points(values).map((point, at) => (at === index ? { ...point, ruling } : point)),
      registerKind(IMPORT),
    ).map(told);

  it.each([
    ['stands, so that all of it was consumed', { decision: 'accept' }, ['500 -', '9000 8500', '9001 1']],
    ['is left out', { decision: 'discard' }, ['500 -', '9000 - suspect', '9001 - impossible-jump suspect']],
    [
      'has another value in its place',
      { decision: 'replace', value: '510' },
      ['500 -', '510 10 estimated', '9001 - impossible-jump suspect'],
    ],
  ] as const)('%s', (_what, ruling, expected) => {
    expect(rule(['500', '9000', '9001'], 1, ruling)).toEqual(expected);
  });

  it('is not doubted for being contradicted', () => {
    const [first, second] = points(['1', '2']);
    const judged = judgePoints([first!, { ...second!, contradicted: '3', ruling: { decision: 'accept' } }], registerKind(IMPORT));
    expect(judged[1]).toMatchObject({ value: '2', consumption: '1', quality: 'measured' });
  });
});

it('a gauge has no consumption, goes up and down, and below zero', () => {
  expect(judge(['400', '-20.5', '90000'], POWER)).toEqual(['400 -', '-20.5 -', '90000 -']);
});

it.each([
  ['1-0:1.8.0', true],
  ['1-0:2.8.1', true],
  ['8-0:1.0.0', true],
  ['9-0:1.0.0', true],
  ['7-0:3.0.0', true],
  ['6-0:1.0.0', true],
  ['1-0:16.7.0', false],
  ['1-0:32.7.0', false],
  ['0-0:19.10.0', false],
])('%s is a counter: %s', (register, isCounter) => {
  expect(registerKind(register).isCounter).toBe(isCounter);
});
