import { BoundedMap } from '@openprepay/pace/bounded-map';

/** Keys remembered at most, two of a sign-in; the one unused for longest is forgotten first. */
export const MAX_REMEMBERED_FAILURES = 100_000;
/** Guesses of one key that wait for others of it; more are refused. */
export const MAX_WAITING_GUESSES = 100;

export interface FailureLimitRules {
  readonly failures: number;
  readonly windowMs: number;
}

interface Failures {
  readonly sinceMs: number;
  readonly count: number;
}

/** What is being tried of one key, and what waits for it. */
interface Guesses {
  running: number;
  waiting: (() => void)[];
}

/** What a guess found; undefined: it was wrong. Or how long until the key may try again. */
export type Guessed<Found> = { readonly found: Found | undefined } | { readonly waitMs: number };

/**
 * Counts failures by key within a window that starts with the first one. A guess counts from its beginning, so that guesses at
 * the same time are not more than one by one; those that might be too many wait for the ones before them.
 */
export class FailureLimit {
  private readonly byKey: BoundedMap<string, Failures>;
  private readonly guesses = new Map<string, Guesses>();

  constructor(
    private readonly rules: FailureLimitRules,
    private readonly nowMs: () => number,
    maxRemembered = MAX_REMEMBERED_FAILURES,
  ) {
    this.byKey = new BoundedMap(maxRemembered);
  }

  /** Lets `guess` try, unless the key has failed too often. One that throws has not been tried. */
  async guess<Found>(key: string, guess: () => Promise<Found | undefined>): Promise<Guessed<Found>> {
    const waitMs = await this.takeTurn(key);
    if (waitMs > 0) return { waitMs };
    const own = this.guessesOf(key);
    try {
      const found = await guess();
      if (found === undefined) this.fail(key);
      else this.byKey.delete(key);
      return { found };
    } finally {
      own.running -= 1;
      for (const wake of own.waiting.splice(0)) wake();
      if (own.running === 0) this.guesses.delete(key);
    }
  }

  /** @returns 0 once another guess counts as running, or the milliseconds until the key may try again */
  private async takeTurn(key: string): Promise<number> {
    for (;;) {
      const failures = this.failuresOf(key);
      const own = this.guesses.get(key);
      if ((failures?.count ?? 0) + (own?.running ?? 0) < this.rules.failures) {
        this.guessesOf(key).running += 1;
        return 0;
      }
      if (!own || own.running === 0 || own.waiting.length >= MAX_WAITING_GUESSES)
        return Math.max(1, (failures?.sinceMs ?? this.nowMs()) + this.rules.windowMs - this.nowMs());
      await new Promise<void>((resolve) => own.waiting.push(resolve));
    }
  }

  /** Those of a window that is not over. */
  private failuresOf(key: string): Failures | undefined {
    const known = this.byKey.get(key);
    return known && known.sinceMs + this.rules.windowMs > this.nowMs() ? known : undefined;
  }

  private guessesOf(key: string): Guesses {
    const known = this.guesses.get(key) ?? { running: 0, waiting: [] };
    this.guesses.set(key, known);
    return known;
  }

  private fail(key: string): void {
    const { sinceMs, count } = this.failuresOf(key) ?? { sinceMs: this.nowMs(), count: 0 };
    this.byKey.set(key, { sinceMs, count: count + 1 });
  }
}
