import { isCoded } from '@openprepay/contracts/coded';
import type { ConsumerDefinition } from '@openprepay/messaging/consume';
import type { Messaging } from '@openprepay/messaging/messaging';
import { backoffMs } from '@openprepay/pace/backoff';
import { pause } from '@openprepay/pace/pause';
import type { Logger } from 'pino';
import type { Shutdown } from './shutdown.js';

const RETRY = { baseMs: 500, limitMs: 5_000 } as const;

interface Around {
  readonly logger: Logger;
  readonly shutdown: Shutdown;
  readonly onFatal: (error: Error) => void;
}

/** Starts messaging as soon as the broker can be reached, for as long as that takes; nobody waits for it. */
export function startInBackground(messaging: Messaging, consumers: readonly ConsumerDefinition[], around: Around): void {
  const stopping = new AbortController();
  around.shutdown.add('messaging', 'start of messaging', async () => stopping.abort());
  void keepStarting(messaging, consumers, { ...around, stopping: stopping.signal }).catch(around.onFatal);
}

/** May outlast the shutdown while a broker that is away is being waited for; what it has started then it stops again. */
async function keepStarting(
  messaging: Messaging,
  consumers: readonly ConsumerDefinition[],
  { logger, stopping }: Around & { readonly stopping: AbortSignal },
): Promise<void> {
  for (let tries = 0; !stopping.aborted; tries++) {
    try {
      await messaging.start(consumers);
      if (stopping.aborted) await messaging.stop();
      return;
    } catch (error) {
      if (isCoded(error) || error instanceof TypeError) throw error;
      logger.warn({ err: error }, 'the broker cannot be reached: what is to be told waits');
      await pause(backoffMs(tries, RETRY), stopping);
    }
  }
}
