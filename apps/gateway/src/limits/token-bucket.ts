import { BoundedMap } from '@openprepay/pace/bounded-map';

export interface BucketRules {
  readonly perSecond: number;
  /** What may be used at once after a rest. */
  readonly burst: number;
}

interface Bucket {
  tokens: number;
  atMs: number;
}

/** Buckets kept at most; the one unused for longest goes first, and starts full when it comes back. */
export const MAX_BUCKETS = 50_000;

/** A token bucket per key. Time is an argument. */
export class TokenBuckets {
  private readonly buckets: BoundedMap<string, Bucket>;

  constructor(
    private readonly rules: BucketRules,
    maxBuckets = MAX_BUCKETS,
  ) {
    this.buckets = new BoundedMap(maxBuckets);
  }

  /** Takes one token; returns 0, or the seconds until there will be one. */
  take(key: string, nowMs: number): number {
    const bucket = this.refilled(key, nowMs);
    if (bucket.tokens < 1) return (1 - bucket.tokens) / this.rules.perSecond;
    bucket.tokens -= 1;
    return 0;
  }

  /** Puts back what `take` has taken, since somebody else has paid for it. */
  giveBack(key: string, nowMs: number): void {
    const bucket = this.refilled(key, nowMs);
    bucket.tokens = Math.min(this.rules.burst, bucket.tokens + 1);
  }

  private refilled(key: string, nowMs: number): Bucket {
    const known = this.buckets.get(key);
    if (known) {
      const elapsedSeconds = Math.max(0, nowMs - known.atMs) / 1_000;
      known.tokens = Math.min(this.rules.burst, known.tokens + elapsedSeconds * this.rules.perSecond);
      known.atMs = nowMs;
      return known;
    }
    const fresh = { tokens: this.rules.burst, atMs: nowMs };
    this.buckets.set(key, fresh);
    return fresh;
  }
}
