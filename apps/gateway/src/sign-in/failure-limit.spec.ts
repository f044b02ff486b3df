import { describe, expect, it } from 'vitest';
import { FailureLimit, type Guessed } from './failure-limit.js';

const rules = { failures: 3, windowMs: 1_000 };
const wrong = (): Promise<undefined> => Promise.resolve(undefined);
const right = (): Promise<string> => Promise.resolve('ann');
const isTried = (guessed: Guessed<unknown>): boolean => 'found' in guessed;

describe('FailureLimit', () => {
  it('asks for patience after so many failures, until the window that began with the first is over', async () => {
    let nowMs = 0;
    const limit = new FailureLimit(rules, () => nowMs);
    for (nowMs of [0, 100, 200]) await limit.guess('a', wrong);

    nowMs = 300;
    expect(await limit.guess('a', right)).toEqual({ waitMs: 700 });
    expect(await limit.guess('b', wrong)).toEqual({ found: undefined });
    nowMs = 1_000;
    expect(await limit.guess('a', wrong)).toEqual({ found: undefined });
    expect(await limit.guess('a', right)).toEqual({ found: 'ann' });
  });

  it('forgets on success', async () => {
    const limit = new FailureLimit(rules, () => 0);
    for (const guess of [wrong, wrong, right, wrong, wrong]) await limit.guess('a', guess);

    expect(await limit.guess('a', right)).toEqual({ found: 'ann' });
  });

  it('tries no more guesses made at once than one by one', async () => {
    const limit = new FailureLimit(rules, () => 0);
    let tried = 0;
    const guesses = Array.from({ length: 50 }, () =>
      limit.guess('a', async () => {
        tried += 1;
        await new Promise(setImmediate);
        return undefined;
      }),
    );

    expect((await Promise.all(guesses)).filter(isTried)).toHaveLength(rules.failures);
    expect(tried).toBe(rules.failures);
  });

  it('lets everybody in who is right, however many come at once', async () => {
    const limit = new FailureLimit(rules, () => 0);
    const guesses = Array.from({ length: 50 }, () => limit.guess('a', right));

    expect((await Promise.all(guesses)).every((guessed) => 'found' in guessed && guessed.found === 'ann')).toBe(true);
  });

  it('does not count what could not be tried', async () => {
    const limit = new FailureLimit(rules, () => 0);
    for (let count = 0; count < 5; count++) await expect(limit.guess('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');

    expect(await limit.guess('a', right)).toEqual({ found: 'ann' });
  });

  it('forgets the key unused for longest when it holds too many, and no other', async () => {
    const limit = new FailureLimit({ failures: 1, windowMs: 1_000 }, () => 0, 2);
    for (const key of ['a', 'b']) await limit.guess(key, wrong);
    await limit.guess('a', wrong);
    await limit.guess('c', wrong);

    expect(await limit.guess('a', right)).toEqual({ waitMs: 1_000 });
    expect(await limit.guess('c', right)).toEqual({ waitMs: 1_000 });
    expect(await limit.guess('b', right)).toEqual({ found: 'ann' });
  });
});
