import { setTimeout as sleep } from 'node:timers/promises';

const EVERY_MS = 50;

/** Waits until `condition` gives something truthy, and returns that. */
export async function eventually<T>(what: string, condition: () => T | Promise<T>, timeoutMs = 30_000): Promise<NonNullable<T>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await sleep(EVERY_MS);
  }
}
