import { pause } from '@openprepay/pace/pause';

const POLL_MS = 100;
/** What stands still for so long is not going to come. */
const PATIENCE_MS = 30_000;

export interface Settled {
  readonly count: number;
  /** `performance.now()` when the count was first seen at its last value. */
  readonly atMs: number;
}

/** Asks until the count has come to `wanted`, or has not moved for PATIENCE_MS. */
export async function settled(count: () => Promise<number>, wanted: number): Promise<Settled> {
  let last = await count();
  let movedAt = performance.now();
  while (last < wanted && performance.now() - movedAt < PATIENCE_MS) {
    await pause(POLL_MS);
    const now = await count();
    if (now !== last) movedAt = performance.now();
    last = now;
  }
  return { count: last, atMs: movedAt };
}
