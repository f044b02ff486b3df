import type { MessagingLimits } from '../limits.js';

/**
 * `outage`: the database is away. `slow`: it does not get anything done in time; `busy`: not this work, while it commits other
 * transactions quickly. `connection`: one broke, while the database answers. `failure`: anything else.
 */
export type FailureKind = 'outage' | 'slow' | 'busy' | 'connection' | 'failure';

/** How things stand when a piece of work begins, or one of its tries. */
export interface Standing {
  /** Transactions that the group has committed. */
  readonly committed: number;
  /** Of a clock that goes forward alone, in milliseconds. */
  readonly now: number;
}

/** What is looked at of the work, as `Tries` has it. */
interface Work {
  readonly maxTries: number;
  readonly witness?: unknown;
}

/** How long one piece of work is tried. */
export class Patience {
  counted = 0;
  private deadline: number;
  private overdue = 0;
  private quickSince: number | undefined;

  constructor(
    private readonly work: Work,
    private readonly limits: Pick<MessagingLimits, 'retryElapsedMs' | 'busyLimitMs'>,
    private readonly atFirst: Standing,
  ) {
    this.deadline = atFirst.now + limits.retryElapsedMs;
  }

  /** What others took is not its time. */
  waited(ms: number): void {
    this.deadline += ms;
    if (this.quickSince !== undefined) this.quickSince += ms;
  }

  /** @param tried when the try failed, and what the group had committed when it began */
  endsWith(kind: FailureKind, tried: Standing): boolean {
    if (kind === 'failure' || kind === 'connection') {
      const late = tried.now >= this.deadline;
      // A connection that broke in the middle says nothing about the message, for as long as that can be an accident.
      if (kind === 'failure' || late) this.counted += 1;
      return late || this.counted >= this.work.maxTries;
    }
    // The time that counts is the time in which the database did its work.
    this.deadline = tried.now + this.limits.retryElapsedMs;
    return kind !== 'outage' && this.overdueEnough(kind, tried);
  }

  private overdueEnough(kind: 'slow' | 'busy', { now, committed }: Standing): boolean {
    this.overdue += 1;
    this.counted = Math.max(this.counted, this.overdue);
    this.quickSince = kind === 'slow' ? undefined : (this.quickSince ?? now);
    if (this.overdue < this.work.maxTries) return false;
    if (this.work.witness === undefined || committed > this.atFirst.committed) return true;
    return this.quickSince !== undefined && now - this.quickSince >= this.limits.busyLimitMs;
  }
}
