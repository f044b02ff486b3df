import { describe, expect, it } from 'vitest';
import { FailureLimit } from './failure-limit.js';

const rules = { failures: 3, windowMs: 1_000 };

describe('FailureLimit', () => {
  it('asks for patience after so many failures, until the window that began with the first is over', () => {
    const limit = new FailureLimit(rules);
    for (const nowMs of [0, 100, 200]) limit.fail('a', nowMs);

    expect(limit.waitMs('a', 300)).toBe(700);
    expect(limit.waitMs('b', 300)).toBe(0);
    expect(limit.waitMs('a', 1_000)).toBe(0);
    limit.fail('a', 1_000);
    expect(limit.waitMs('a', 1_001)).toBe(0);
  });

  it('forgets on success', () => {
    const limit = new FailureLimit(rules);
    for (const nowMs of [0, 1]) limit.fail('a', nowMs);
    limit.succeed('a');
    limit.fail('a', 2);

    expect(limit.waitMs('a', 3)).toBe(0);
  });

  it('forgets the key unused for longest when it holds too many, and no other', () => {
    const limit = new FailureLimit({ failures: 1, windowMs: 1_000 }, 2);
    for (const key of ['a', 'b']) limit.fail(key, 0);
    limit.waitMs('a', 1);
    limit.fail('c', 2);

    expect(['a', 'b', 'c'].map((key) => limit.waitMs(key, 3) > 0)).toEqual([true, false, true]);
  });
});
