import type { Logger } from 'pino';
import { type CodedError, isCoded } from '@openprepay/contracts/coded';
import { backoffMs } from '@openprepay/pace/backoff';
import { BoundedMap } from '@openprepay/pace/bounded-map';
import { pause } from '@openprepay/pace/pause';
import { TimeLimitExceeded } from '@openprepay/pace/time-limit';
import { isDatabaseBusy, isDatabaseOutage, isServerOutage } from '@openprepay/persistence/outage';
import { sql } from '@openprepay/persistence/sql';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import { TransactionTimeout } from '@openprepay/persistence/transaction-timeout';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { MessagingLimits } from '../limits.js';
import type { MessagingMetrics } from '../metrics.js';
import { EXHAUSTED } from '../parking/parking.js';
import { type FailureKind, Patience } from './patience.js';

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
  /**
   * Tries other work of the group, after the database was too slow for this one: where that succeeds, it is not the database.
   * Without it the work is given up after `maxTries`, however slow the database is: for work that can be split.
   */
  readonly witness?: () => Promise<void>;
  /**
   * Waits for its turn, has the work done, and ends the turn: each try has one of its own, with what the database is asked about it,
   * so that a pause between two tries keeps nobody else waiting.
   */
  readonly turn: Turn;
  /** What the work is on, where it is let go now and then for others to go on: its tries are counted on when it comes again. */
  readonly subject?: string;
}

/** Has work done when its turn comes. */
export type Turn = <T>(work: () => Promise<T>) => Promise<T>;

/** Why work on messages cannot succeed. */
export interface Verdict {
  readonly code: string;
  readonly reason: string;
  readonly tries: number;
}

/** The work must be let go: it goes on elsewhere, or from another place. What is not committed comes again. */
export class ConsumerStopped extends Error {
  override readonly name: string = 'ConsumerStopped';
}

/**
 * Runs work again where that may help: an error with a code is final, any other may pass within bounds of count and time,
 * and an outage of the database is waited out, whatever it takes. So is a slow one: work that the database did not get done
 * in time is only given up where other work of the group was done meanwhile, or where the database has been quick for
 * `busyLimitMs` with everything but this.
 */
export class Retry {
  /** Transactions of the group that this process has committed. */
  private committed = 0;
  /** Work that was let go while the database was too slow for it, by its subject: one for each partition. */
  private readonly overdue = new BoundedMap<string, Patience>(MAX_OVERDUE);

  constructor(private readonly options: RetryOptions) {}

  /**
   * @returns undefined once the work has succeeded, or why it cannot
   * @throws {ConsumerStopped} when the partition must be let go in between
   */
  async run(tries: Tries, work: () => Promise<void>): Promise<Verdict | undefined> {
    const { limits, metrics, logger, group } = this.options;
    const { subject } = tries;
    const patience =
      (subject === undefined ? undefined : this.overdue.get(subject)) ??
      new Patience(tries, limits, { committed: this.committed, now: performance.now() });
    this.forget(subject);
    for (let round = 0; ; round++) {
      const askedAt = performance.now();
      const failed = await tries.turn(() => {
        patience.waited(performance.now() - askedAt);
        return this.tryOnce(work);
      });
      if (failed === undefined) return undefined;
      const { error, kind, committedBefore } = failed;
      if (kind === 'final') return { code: error.code, reason: error.message, tries: patience.counted + 1 };
      if (patience.endsWith(kind, { committed: committedBefore, now: performance.now() }))
        return { code: EXHAUSTED, reason: describe(error), tries: patience.counted };
      if (round === 0) logger.warn({ err: error, group, kind }, 'a transaction of events failed; it is tried again');
      metrics.retries.inc({ group });
      await pauseWhileAlive(backoffMs(round, { baseMs: limits.retryBackoffMs, limitMs: limits.outageBackoffLimitMs }), tries.alive);
      if (!isOverdue(kind)) continue;
      await tries.witness?.();
      if (subject === undefined || round < LET_GO_AFTER) continue;
      this.overdue.set(subject, patience);
      throw new ConsumerStopped('others go on while the database is too slow for this');
    }
  }

  private async tryOnce(work: () => Promise<void>): Promise<FailedTry | undefined> {
    const committedBefore = this.committed;
    try {
      await work();
      this.committed += 1;
      return undefined;
    } catch (error) {
      if (error instanceof ConsumerStopped) throw error;
      if (isCoded(error)) return { kind: 'final', error, committedBefore };
      return { kind: await this.kindOf(error), error, committedBefore };
    }
  }

  /** Whether work on the subject has been let go and is to be tried again. */
  isWaitedFor(subject: string): boolean {
    return this.overdue.get(subject) !== undefined;
  }

  private forget(subject: string | undefined): void {
    if (subject !== undefined) this.overdue.delete(subject);
  }

  /** Other work of the group was done. */
  noteCommit(): void {
    this.committed += 1;
  }

  /** Runs work and returns its failure. */
  async once(work: () => Promise<void>): Promise<unknown> {
    try {
      await work();
      this.committed += 1;
      return undefined;
    } catch (error) {
      if (error instanceof ConsumerStopped) throw error;
      return error;
    }
  }

  /** Tells the database's failure from the handler's: by what it says of itself, or by asking it. */
  private async kindOf(error: unknown): Promise<FailureKind> {
    if (isServerOutage(error)) return 'outage';
    if (isTooSlow(error)) return (await this.commitsWithin(this.options.limits.quickCommitMs)) ? 'busy' : 'slow';
    const answers = await this.commitsWithin(Number.POSITIVE_INFINITY);
    if (!answers) return 'outage';
    return isDatabaseOutage(error) ? 'connection' : 'failure';
  }

  /** Whether the database commits a transaction of its own, with a record in its log, in so many milliseconds. */
  private async commitsWithin(ms: number): Promise<boolean> {
    const began = performance.now();
    try {
      await this.options.unitOfWork.run(ALL_UTILITIES, (tx) => sql(tx, 'select pg_current_xact_id()'));
      return performance.now() - began < ms;
    } catch {
      return false;
    }
  }
}

/** A preparation that ran out of time may have waited for the database as well; a handler that does something else has not. */
const isTooSlow = (error: unknown): boolean =>
  isDatabaseBusy(error) || (error instanceof TimeLimitExceeded && !(error instanceof TransactionTimeout));

/** What there is to say of a try that failed, and what the group had committed when it began. */
type FailedTry = { readonly committedBefore: number } & (
  { readonly kind: 'final'; readonly error: CodedError } | { readonly kind: FailureKind; readonly error: unknown }
);

const isOverdue = (kind: FailureKind): boolean => kind === 'slow' || kind === 'busy';

/** Rounds after which the partition is let go for once, so that the client fetches for all others as well. */
const LET_GO_AFTER = 1;

/** Partitions of one process and group whose first message is too slow: more than any process is given. */
const MAX_OVERDUE = 1_000;

/** Nobody tells when a partition is lost: it is looked at this often. */
const ALIVE_POLL_MS = 100;

async function pauseWhileAlive(ms: number, alive: () => boolean): Promise<void> {
  const until = performance.now() + ms;
  for (let left = ms; left > 0 && alive(); left = until - performance.now()) await pause(Math.min(left, ALIVE_POLL_MS));
  if (!alive()) throw new ConsumerStopped('the consumer let its partition go');
}

const describe = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));
