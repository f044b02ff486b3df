import type { Clock } from '@openprepay/persistence/clock';
import { limits } from '../telemetry-limits.js';
import type { ReadingPartitions } from './reading-partitions.js';

export interface ReadingSettings {
  /** Months with no younger points are dropped whole. */
  readonly rawRetentionDays: number;
}

/** Makes room ahead for readings and drops the months that are past their time. */
export class KeepMonths {
  constructor(
    private readonly partitions: ReadingPartitions,
    private readonly settings: ReadingSettings,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<void> {
    const now = this.clock.now();
    const offsets = Array.from({ length: limits.readings.monthsAhead + 2 }, (_, index) => index - 1);
    await this.partitions.ensure(offsets.map((offset) => firstOfMonth(now, offset)));
    await this.partitions.dropOld(this.settings.rawRetentionDays);
  }
}

/** `YYYY-MM-01` of a month as far from that of `now`, in UTC. */
const firstOfMonth = (now: Date, offset: number): string =>
  new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset)).toISOString().slice(0, 10);
