import { BoundedMap } from '@openprepay/pace/bounded-map';

/** Keys remembered at most; the one unused for longest is forgotten first. */
export const MAX_REMEMBERED_FAILURES = 50_000;

export interface FailureLimitRules {
  readonly failures: number;
  readonly windowMs: number;
}

interface Failures {
  readonly sinceMs: number;
  readonly count: number;
}

/** Counts failures by key within a window that starts with the first one. Time is an argument. */
export class FailureLimit {
  private readonly byKey: BoundedMap<string, Failures>;

  constructor(
    private readonly rules: FailureLimitRules,
    maxRemembered = MAX_REMEMBERED_FAILURES,
  ) {
    this.byKey = new BoundedMap(maxRemembered);
  }

  /** Milliseconds until the key may try again; 0 if it may now. */
  waitMs(key: string, nowMs: number): number {
    const failures = this.byKey.get(key);
    if (!failures || failures.count < this.rules.failures) return 0;
    return Math.max(0, failures.sinceMs + this.rules.windowMs - nowMs);
  }

  fail(key: string, nowMs: number): void {
    const known = this.byKey.get(key);
    const fresh = !known || known.sinceMs + this.rules.windowMs <= nowMs;
    this.byKey.set(key, fresh ? { sinceMs: nowMs, count: 1 } : { sinceMs: known.sinceMs, count: known.count + 1 });
  }

  succeed(key: string): void {
    this.byKey.delete(key);
  }
}
