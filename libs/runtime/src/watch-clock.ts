import { RepeatingTask } from '@openprepay/pace/repeating-task';
import type { Clock } from '@openprepay/persistence/clock';
import type { Logger } from 'pino';
import type { DatabasePools } from './database-pools.js';
import type { Health } from './health.js';
import { gauge } from './metrics.js';
import type { Shutdown } from './shutdown.js';
import { WatchedClock } from './watched-clock.js';

const MS_PER_SECOND = 1_000;

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
  const skew = gauge({
    name: 'openprepay_clock_skew_seconds',
    help: 'By how much this process’s clock was ahead of its database’s when they were last compared; behind is negative',
  });
  const compare = async (): Promise<void> => skew.set((await clock.compare(() => pools.now())) / MS_PER_SECOND);
  await compare();
  health.add('clock', async () => void clock.now());
  const task = new RepeatingTask({
    name: 'clock',
    everyMs,
    restFirst: true,
    task: compare,
    onError: (error) => logger.warn({ err: error }, 'the clock could not be compared with the database’s; it will be tried again'),
  });
  shutdown.add('connections', 'clock', () => task.stop());
  await task.start();
}
