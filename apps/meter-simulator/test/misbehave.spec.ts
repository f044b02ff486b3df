import { describe, expect, it } from 'vitest';
import type { Misbehaviour } from '../src/meters-file.js';
import { misbehave } from '../src/misbehave.js';
import { seededRandom, seedOf } from '../src/random.js';

const reading = {
  id: 20,
  leaf: 'readings',
  payload: '{"seq":1,"ts":"2026-11-22T10:00:00.000Z","registers":{"1-0:1.8.0":"7.000"}}',
} as const;
const by = (way: Misbehaviour) => misbehave({ meterNumber: '07000000017', misbehave: [way] }, reading);

describe('a meter that misbehaves', () => {
  it('still sends the honest message, and what it was told to beside it', () => {
    expect(by('duplicates')).toHaveLength(2);
    expect(by('malformed')[1]?.payload).not.toMatch(/}}$/);
    expect(by('not-a-number')[1]?.payload).toContain('NaN');
    expect(by('reset-register')[1]?.payload).toContain('"0.000"');
    expect(by('clock-skew')[1]?.payload).toContain('2026-11-24');
    expect(by('late')[1]?.payload).toContain('2026-10-13');
    expect(by('foreign-topic')[1]?.topic).not.toContain('07000000017');
    for (const way of ['duplicates', 'malformed', 'late'] as const) expect(by(way)[0]?.payload).toBe(reading.payload);
  });

  it('can keep a token result to itself', () => {
    const result = { id: 1, leaf: 'token-results', payload: '{}' } as const;
    expect(misbehave({ meterNumber: '07000000017', misbehave: ['drop-result'] }, result)).toEqual([]);
  });
});

describe('the seed', () => {
  it('gives the same loads again, and each meter its own', () => {
    const draw = (meter: string): number[] => {
      const random = seededRandom(seedOf(1, meter));
      return Array.from({ length: 5 }, () => random.below(1_000));
    };
    expect(draw('07000000017')).toEqual(draw('07000000017'));
    expect(draw('07000000017')).not.toEqual(draw('07000000025'));
  });
});
