import { sql } from '@openprepay/persistence/sql';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { MessagingLimits } from './limits.js';

export interface PurgeOptions {
  readonly unitOfWork: UnitOfWork;
  readonly limits: Pick<MessagingLimits, 'outboxRetentionMs' | 'inboxRetentionMs' | 'parkedRetentionMs' | 'purgeRows'>;
}

const DAY_MS = 86_400_000;

/** Rows older than $1 milliseconds, at most $2 of them, and none that another replica is at. */
const OLD_PARKED = `
with old as (
  select position from parked_message where settled_at < now() - make_interval(secs => $1::float8 / 1000)
  limit $2 for update skip locked)
delete from parked_message where position in (select position from old) returning 1`;

const oldTaken = (more: string): string => `
with old as (
  select event_id, group_name, utility from inbox where received_at < now() - make_interval(secs => $1::float8 / 1000) ${more}
  limit $2 for update skip locked)
delete from inbox using old
where inbox.event_id = old.event_id and inbox.group_name = old.group_name and inbox.utility = old.utility returning 1`;

/**
 * An event's id begins with the time of its making, which its key is in the order of: what is old is at the front of it, and
 * nothing else is read. A day is left for clocks that differ.
 */
const OLD_TAKEN = oldTaken(`
  and event_id < (lpad(to_hex(floor(extract(epoch from now()) * 1000 - $1::float8 + ${DAY_MS})::bigint), 12, '0') || repeat('0', 20))::uuid
  order by event_id`);

/** Ids that tell no time: all of the inbox is read for them, which is done once a day. */
const OLD_TAKEN_ANYWHERE = oldTaken('');

/**
 * Removes what has been kept long enough: of what was sent whole days, of the rest so many rows at a time, until nothing old
 * is left. Replicas share the work.
 */
export class Purge {
  private stopped = false;
  private readAllAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: PurgeOptions) {}

  /** Ends after the rows in hand. */
  stop(): void {
    this.stopped = true;
  }

  async run(): Promise<void> {
    const { unitOfWork, limits } = this.options;
    await unitOfWork.run(ALL_UTILITIES, (tx) => sql(tx, 'select ensure_outbox_sent_days()'));
    await unitOfWork.run(ALL_UTILITIES, (tx) =>
      sql(tx, `select drop_outbox_sent_before(now() - make_interval(secs => $1::float8 / 1000))`, [limits.outboxRetentionMs]),
    );
    await this.untilNone(OLD_TAKEN, limits.inboxRetentionMs);
    if (performance.now() - this.readAllAt >= DAY_MS) {
      this.readAllAt = performance.now();
      await this.untilNone(OLD_TAKEN_ANYWHERE, limits.inboxRetentionMs);
    }
    await this.untilNone(OLD_PARKED, limits.parkedRetentionMs);
  }

  private async untilNone(statement: string, retentionMs: number): Promise<void> {
    const { unitOfWork, limits } = this.options;
    for (let removed = limits.purgeRows; removed >= limits.purgeRows && !this.stopped;) {
      removed = (await unitOfWork.run(ALL_UTILITIES, (tx) => sql(tx, statement, [retentionMs, limits.purgeRows]))).length;
    }
  }
}
