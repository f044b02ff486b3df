import { settlesWithin } from '@openprepay/pace/time-limit';
import type { Running } from './start.js';

/** Longer than any part is asked nicely; a step that waits for something else by then is left where it is. */
const PATIENCE_MS = 2_500;

/** Ends a start that nobody waits for any more, with all that it has started. */
export async function giveUp(starting: Promise<Running>, abort: AbortController): Promise<void> {
  abort.abort();
  const ended = starting.then(
    ({ stack }) => stack.stop(),
    () => undefined,
  );
  await settlesWithin(ended, PATIENCE_MS);
}
