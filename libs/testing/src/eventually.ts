import { pause } from '@openprepay/pace/pause';

export interface EventuallyOptions {
  /** How long the condition may take; a minute unless given, which on a slow machine is little. */
  readonly timeoutMs?: number;
  readonly everyMs?: number;
}

const DEFAULT_TIMEOUT_MS = 60_000;
const DEFAULT_EVERY_MS = 20;

/** Runs `check` until it does not throw and returns what it gave; at the end of the time it throws what `check` threw last. */
export async function eventually<T>(check: () => T | Promise<T>, options: EventuallyOptions = {}): Promise<T> {
  const deadline = performance.now() + (options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() >= deadline) throw error;
    }
    await pause(options.everyMs ?? DEFAULT_EVERY_MS);
  }
}
