import { sql } from '@openprepay/persistence/sql';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { limits } from '../telemetry-limits.js';

/** Keeps the months that readings go to; the database's own functions make and drop them. */
export class ReadingPartitions {
  private readonly known = new Set<string>();

  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Makes sure that months (`YYYY-MM-01`) have a partition. In transactions of its own: others are not to wait for the locks. */
  async ensure(months: Iterable<string>): Promise<void> {
    for (const month of months) {
      if (this.known.has(month)) continue;
      await this.unitOfWork.run(ALL_UTILITIES, (tx) => sql(tx, 'select ensure_reading_partition($1)', [month]));
      this.known.add(month);
    }
  }

  /** The month of `now`, the one before, and those ahead. */
  async ensureAhead(now: Date): Promise<void> {
    const offsets = Array.from({ length: limits.partitionsAhead + 2 }, (_, index) => index - 1);
    await this.ensure(offsets.map((offset) => firstOfMonth(now, offset)));
  }

  /** @returns how many months were dropped */
  async dropOlderThan(now: Date, months: number): Promise<number> {
    const cutoff = firstOfMonth(now, -months);
    const [row] = await this.unitOfWork.run(ALL_UTILITIES, (tx) =>
      sql<{ readonly dropped: number }>(tx, 'select drop_reading_partitions_before($1) as dropped', [cutoff]),
    );
    for (const month of this.known) if (month < cutoff) this.known.delete(month);
    return row?.dropped ?? 0;
  }
}

const firstOfMonth = (now: Date, offset: number): string =>
  new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset)).toISOString().slice(0, 10);
