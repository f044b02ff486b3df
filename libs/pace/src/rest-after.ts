/** Fewer that come together are not kept waiting for more. */
const FEW = 4;
/** More share what they have in common among enough. */
const ENOUGH = 32;
/** Nobody waits longer for company, however slow the machine is. */
const LONGEST_REST_MS = 40;

/**
 * How long whoever works in groups rests before the next one: as long as the last one has taken. So it works half of the time, its groups
 * are twice as large, and what each costs by itself is shared by twice as many; where work is fast there is little to share, and the
 * rest is short. Who comes alone, or with a few, after a group of a few waits for nobody.
 *
 * @param together how many shared the last group
 * @param tookMs how long it took, in milliseconds
 * @returns milliseconds
 */
export const restAfter = (together: number, tookMs: number): number =>
  together < FEW || together > ENOUGH ? 0 : Math.min(tookMs, LONGEST_REST_MS);
