import { describe, expect, it } from 'vitest';
import { TokenBuckets } from './token-bucket.js';

describe('TokenBuckets', () => {
  it('lets the burst through, then as many as flow in', () => {
    const buckets = new TokenBuckets({ perSecond: 10, burst: 3 });

    expect([1, 2, 3].map(() => buckets.take('a', 0))).toEqual([0, 0, 0]);
    expect(buckets.take('a', 0)).toBeCloseTo(0.1);
    expect(buckets.take('a', 100)).toBe(0);
    expect(buckets.take('a', 100)).toBeGreaterThan(0);
  });

  it('keeps keys apart and never holds more than the burst', () => {
    const buckets = new TokenBuckets({ perSecond: 1, burst: 1 });
    buckets.take('a', 0);

    expect(buckets.take('b', 0)).toBe(0);
    expect(buckets.take('a', 3_600_000)).toBe(0);
    expect(buckets.take('a', 3_600_000)).toBeGreaterThan(0);
  });

  it('is not fooled by a clock that steps back', () => {
    const buckets = new TokenBuckets({ perSecond: 1, burst: 1 });
    buckets.take('a', 10_000);

    expect(buckets.take('a', 0)).toBe(1);
  });

  it('forgets the key unused for longest when it holds too many', () => {
    const buckets = new TokenBuckets({ perSecond: 0.001, burst: 1 }, 2);
    buckets.take('a', 0);
    buckets.take('b', 0);
    buckets.take('a', 0);
    buckets.take('c', 0);

    expect(buckets.take('a', 0)).toBeGreaterThan(0);
    expect(buckets.take('b', 0)).toBe(0);
  });
});
