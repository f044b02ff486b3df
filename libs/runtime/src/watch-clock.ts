import { RepeatingTask } from '@openprepay/pace/repeating-task';
import type { Clock } from '@openprepay/persistence/clock';
import type { Logger } from 'pino';
import type { DatabasePools } from './database-pools.js';
import type { Health } from './health.js';
import type { Shutdown } from './shutdown.js';
import { WatchedClock } from './watched-clock.js';

interface Around {
  readonly pools: Pick<DatabasePools, 'now'>;
  readonly everyMs: number;
  readonly logger: Logger;
  readonly shutdown: Shutdown;
  readonly health: Health;
}

/** Compares the service's clock with the database's, now and every so often; a clock that a test has put in its place is the test's. */
export async function watchClock(clock: Clock, { pools, everyMs, logger, shutdown, health }: Around): Promise<void> {
  if (!(clock instanceof WatchedClock)) return;
  await clock.compare(() => pools.now());
  health.add('clock', async () => void clock.now());
  const task = new RepeatingTask({
    name: 'clock',
    everyMs,
    restFirst: true,
    task: () => clock.compare(() => pools.now()),
    onError: (error) => logger.warn({ err: error }, 'the clock could not be compared with the database’s; it will be tried again'),
  });
  shutdown.add('connections', 'clock', () => task.stop());
  await task.start();
}
