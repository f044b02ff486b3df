import type { Logger } from 'pino';
import { isCoded } from '@openprepay/contracts/coded';
import { backoffMs } from '@openprepay/pace/backoff';
import { pause } from '@openprepay/pace/pause';
import { isDatabaseOutage, isServerOutage } from '@openprepay/persistence/outage';
import { sql } from '@openprepay/persistence/sql';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { MessagingLimits } from '../limits.js';
import type { ParkingCode } from '../messaging-error.js';
import type { MessagingMetrics } from '../metrics.js';

export interface RetryOptions {
  readonly group: string;
  readonly unitOfWork: UnitOfWork;
  readonly limits: MessagingLimits;
  readonly metrics: MessagingMetrics;
  readonly logger: Logger;
}

export interface Tries {
  readonly maxTries: number;
  /** False once the partition must be let go. */
  readonly alive: () => boolean;
}

/** Why work on messages cannot succeed. */
export interface Verdict {
  readonly code: string;
  readonly reason: string;
  readonly tries: number;
}

/** The consumer was stopped or lost its partition while it waited; what is not committed comes again, to whoever has it then. */
export class ConsumerStopped extends Error {
  override readonly name = 'ConsumerStopped';
}

/** `tries` of a message alone that failed without a code. */
export const EXHAUSTED = 'messaging.retries_exhausted' satisfies ParkingCode;

/**
 * Runs work again where that may help: an error with a code is final, any other may pass within bounds of count and time,
 * and an outage of the database is waited out, whatever it takes.
 */
export class Retry {
  constructor(private readonly options: RetryOptions) {}

  /**
   * @returns undefined once the work has succeeded, or why it cannot
   * @throws {ConsumerStopped} when the partition must be let go in between
   */
  async run({ maxTries, alive }: Tries, work: () => Promise<void>): Promise<Verdict | undefined> {
    const { limits, metrics, logger, group } = this.options;
    let deadline = performance.now() + limits.retryElapsedMs;
    let counted = 0;
    for (let round = 0; ; round++) {
      try {
        await work();
        return undefined;
      } catch (error) {
        if (isCoded(error)) return { code: error.code, reason: error.message, tries: counted + 1 };
        const outage = await this.isOutage(error);
        // The time that counts is the time in which the database was there.
        if (outage) deadline = performance.now() + limits.retryElapsedMs;
        // A connection that broke in the middle says nothing about the message, for as long as that can be an accident.
        if (!outage && !(isDatabaseOutage(error) && performance.now() < deadline)) counted += 1;
        if (!outage && (counted >= maxTries || performance.now() >= deadline))
          return { code: EXHAUSTED, reason: describe(error), tries: counted };
        if (round === 0) logger.warn({ err: error, group, outage }, 'a transaction of events failed; it is tried again');
        metrics.retries.inc({ group });
        await pauseWhileAlive(backoffMs(round, { baseMs: limits.retryBackoffMs, limitMs: limits.outageBackoffLimitMs }), alive);
      }
    }
  }

  /** Tells the database's failure from the handler's: by what it says of itself, or by asking it. */
  private async isOutage(error: unknown): Promise<boolean> {
    if (isServerOutage(error)) return true;
    return this.options.unitOfWork
      .run(ALL_UTILITIES, (tx) => sql(tx, 'select 1'))
      .then(
        () => false,
        () => true,
      );
  }
}

/** Nobody tells when a partition is lost: it is looked at this often. */
const ALIVE_POLL_MS = 100;

async function pauseWhileAlive(ms: number, alive: () => boolean): Promise<void> {
  const until = performance.now() + ms;
  for (let left = ms; left > 0 && alive(); left = until - performance.now()) await pause(Math.min(left, ALIVE_POLL_MS));
  if (!alive()) throw new ConsumerStopped('the consumer let its partition go');
}

const describe = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));
