import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { QuarantineRepository } from './quarantine/quarantine.repository.js';
import type { ReadingPartitions } from './readings/reading-partitions.js';
import { limits } from './telemetry-limits.js';

const DAY_MS = 86_400_000;

export interface Retention {
  readonly readingsMonths: number;
  readonly quarantineDays: number;
}

/** Makes room ahead and drops what is past its time. */
export class Housekeeping {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly partitions: ReadingPartitions,
    private readonly quarantine: QuarantineRepository,
    private readonly clock: Clock,
    private readonly retention: Retention,
  ) {}

  /** @returns 0: the next round comes by the clock */
  async execute(): Promise<number> {
    const now = this.clock.now();
    await this.partitions.ensureAhead(now);
    await this.partitions.dropOlderThan(now, this.retention.readingsMonths);
    const before = new Date(now.getTime() - this.retention.quarantineDays * DAY_MS);
    await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.quarantine.purge(tx, before, limits.purgeRows));
    return 0;
  }
}
