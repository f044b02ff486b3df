import { isDatabaseOutage } from '@openprepay/persistence/outage';
import type { Logger } from 'pino';
import { counter } from './metrics.js';

/** Whose share of a task that repeats it is, be it a utility's or one of its meters'; all of it is logged. */
export interface Share {
  /** As the counter names it. */
  readonly task: string;
  readonly utility: string;
  readonly [more: string]: string;
}

/**
 * One utility's share of a round. Where it fails, that is logged and counted, and the others have their turn all the same.
 *
 * @returns undefined where it failed
 * @throws {Error} of the database that is away: the others' shares would fail, too
 */
export async function apart<T>(logger: Logger, share: Share, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isDatabaseOutage(error)) throw error;
    tellOfFailure(logger, share, error);
    return undefined;
  }
}

/** A round of a task that repeats, for each of several utilities. */
export interface Round {
  readonly task: string;
  /** Those with the least to do come first. */
  readonly utilities: readonly string[];
  /** What is done in it for all of them together; one at least for each. */
  readonly limit: number;
}

/**
 * Each utility's share of a round, one after the other, and each apart. What one leaves of its own is for those after it.
 *
 * @param work takes no more than its share, and says how much it took
 * @returns how much was taken for all of them together
 */
export async function sharedOut(
  logger: Logger,
  { task, utilities, limit }: Round,
  work: (utility: string, share: number) => Promise<number>,
): Promise<number> {
  let taken = 0;
  for (const [index, utility] of utilities.entries()) {
    const share = Math.max(1, Math.ceil((limit - taken) / (utilities.length - index)));
    taken += (await apart(logger, { task, utility }, () => work(utility, share))) ?? 0;
  }
  return taken;
}

/** Logs and counts what has failed, for whoever goes on with the others by itself. */
export function tellOfFailure(logger: Logger, share: Share, error: unknown): void {
  failures().inc({ task: share.task });
  logger.error({ err: error, ...share }, 'work for one utility failed; that for the others goes on');
}

const failures = () =>
  counter({
    name: 'openprepay_utility_failures_total',
    help: 'Rounds of a task that failed for one utility, while the others had theirs',
    labelNames: ['task'],
  });
