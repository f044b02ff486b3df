import type { Logger } from 'pino';
import { RepeatingTask } from '@openprepay/pace/repeating-task';
import { sql } from '@openprepay/persistence/sql';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { OutboxDepth } from './health.js';
import type { MessagingLimits } from './limits.js';
import type { MessagingMetrics } from './metrics.js';
import { Purge } from './purge.js';

export interface HousekeepingOptions {
  readonly unitOfWork: UnitOfWork;
  readonly limits: MessagingLimits;
  readonly metrics: MessagingMetrics;
  readonly logger: Logger;
  /** Done with each measurement. */
  readonly check?: () => Promise<void>;
}

/** Measures what waits and removes what has been kept long enough. */
export class Housekeeping {
  private readonly rounds: RepeatingTask;
  private purgedAt = performance.now();
  private readonly purging: Purge;
  private lost = 0;
  private latest: OutboxDepth = { depth: 0, oldestAgeMs: 0 };

  constructor(private readonly options: HousekeepingOptions) {
    this.purging = new Purge(options);
    this.rounds = new RepeatingTask({
      name: 'housekeeping',
      everyMs: options.limits.measureEveryMs,
      restFirst: true,
      task: () => this.round(),
      onError: (error) => options.logger.warn({ err: error }, 'housekeeping failed; it will be tried again'),
    });
  }

  start(): void {
    void this.rounds.start();
  }

  async stop(): Promise<void> {
    this.purging.stop();
    await this.rounds.stop();
  }

  /** As last measured. */
  lostRanges(): number {
    return this.lost;
  }

  /** As last measured. */
  depth(): OutboxDepth {
    return this.latest;
  }

  /** Counts what waits to be sent and what waits for a decision. */
  async measure(): Promise<void> {
    const { unitOfWork, metrics } = this.options;
    await unitOfWork.run(ALL_UTILITIES, async (tx) => {
      const [outbox] = await sql<{ readonly depth: string; readonly age_ms: number | null }>(
        tx,
        `select count(*) as depth, extract(epoch from clock_timestamp() - min(coalesce(republished_at, created_at)))::float8 * 1000 as age_ms
         from outbox where parked_at is null`,
      );
      this.latest = { depth: Number(outbox?.depth ?? 0), oldestAgeMs: Math.max(0, Math.round(outbox?.age_ms ?? 0)) };
      const parked = await sql<{ readonly direction: string; readonly state: string; readonly count: string }>(
        tx,
        `select direction, state, count(*) from parked_message where state in ('parked', 'held') group by direction, state`,
      );
      const [lost] = await sql<{ readonly count: string }>(tx, 'select count(*) from lost_range where settled_at is null');
      this.lost = Number(lost?.count ?? 0);
      metrics.lostRanges.set(this.lost);
      metrics.outboxDepth.set(this.latest.depth);
      metrics.outboxOldestAge.set(this.latest.oldestAgeMs / 1_000);
      metrics.parkedNow.reset();
      for (const { direction, state, count } of parked) metrics.parkedNow.set({ direction, state }, Number(count));
    });
  }

  /** Removes all that is older than its retention. */
  async purge(): Promise<void> {
    await this.purging.run();
  }

  /** One task for both, so that it never holds more than one connection of the pool. */
  private async round(): Promise<void> {
    await this.measure();
    await this.options.check?.();
    if (performance.now() - this.purgedAt < this.options.limits.purgeEveryMs) return;
    this.purgedAt = performance.now();
    await this.purge();
  }
}
