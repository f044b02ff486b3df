export interface Backoff {
  /** Pause before the second try, in milliseconds. */
  readonly baseMs: number;
  /** No pause is longer than this and a quarter of it. */
  readonly limitMs: number;
}

/** Doublings after which every base has reached every limit; keeps the power finite. */
const MAX_DOUBLINGS = 20;

/**
 * Milliseconds to wait before trying again: doubles from `baseMs` up to `limitMs`, spread by a quarter to either side so
 * that many who failed together do not come back together.
 *
 * @param tries how often it has failed already; 0 gives the base
 */
export const backoffMs = (tries: number, { baseMs, limitMs }: Backoff): number =>
  Math.min(baseMs * 2 ** Math.min(tries, MAX_DOUBLINGS), limitMs) * (0.75 + Math.random() / 2);
