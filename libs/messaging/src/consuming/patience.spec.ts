import { describe, expect, it } from 'vitest';
import { Patience } from './patience.js';

const LIMITS = { retryElapsedMs: 1_000, busyLimitMs: 10_000 };
const begun = (maxTries = 2): Patience => new Patience({ maxTries, witness: () => undefined }, LIMITS, { committed: 0, now: 0 });
const at = (now: number, committed = 0) => ({ now, committed });

describe('patience with work that is too much for a database that is quick otherwise', () => {
  it('ends once it has been so for as long as the limit says', () => {
    const patience = begun();

    expect(patience.endsWith('busy', at(5_000))).toBe(false);
    expect(patience.endsWith('busy', at(14_999))).toBe(false);
    expect(patience.endsWith('busy', at(15_000))).toBe(true);
  });

  it('does not count the time in which others had their turns', () => {
    const patience = begun();
    expect(patience.endsWith('busy', at(5_000))).toBe(false);

    patience.waited(60_000);

    expect(patience.endsWith('busy', at(74_999))).toBe(false);
    expect(patience.endsWith('busy', at(75_000))).toBe(true);
  });

  it('counts anew once the database was slow with everything', () => {
    const patience = begun();
    expect(patience.endsWith('busy', at(5_000))).toBe(false);
    expect(patience.endsWith('slow', at(14_000))).toBe(false);

    expect(patience.endsWith('busy', at(15_000))).toBe(false);
    expect(patience.endsWith('busy', at(25_000))).toBe(true);
  });

  it('ends sooner where others of the group were done meanwhile', () => {
    const patience = begun();
    expect(patience.endsWith('slow', at(1, 1))).toBe(false);

    expect(patience.endsWith('slow', at(2, 1))).toBe(true);
  });
});

describe('patience with a failure', () => {
  it('ends by count, or by a time in which what others took is left out', () => {
    expect([begun().endsWith('failure', at(1)), begun(1).endsWith('failure', at(1))]).toEqual([false, true]);
    const waiting = begun();
    waiting.waited(500);

    expect([waiting.endsWith('connection', at(1_499)), waiting.endsWith('connection', at(1_500))]).toEqual([false, true]);
  });

  it('of a database that is away has no end', () => {
    const patience = begun();

    for (let round = 1; round < 100; round++) expect(patience.endsWith('outage', at(round * 60_000))).toBe(false);
  });
});
