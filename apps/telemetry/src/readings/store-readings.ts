import type { ReceivedEvent } from '@openprepay/contracts/event';
import type { ReadingsReported } from '@openprepay/contracts/telemetry';
import { caused } from '@openprepay/messaging/outbox';
import type { Tx } from '@openprepay/persistence/tx';
import type { TrackPresence } from '../presence/track-presence.js';
import { telemetryMetrics } from '../telemetry-metrics.js';
import { monthsOf, newestPoints, sortPoints } from './point.js';
import type { ReadingPartitions } from './reading-partitions.js';
import type { ReadingRepository } from './reading.repository.js';

/** Stores each point once. Told again, a point changes nothing; told differently, the first stands and the other is kept as a conflict. */
export class StoreReadings {
  constructor(
    private readonly readings: ReadingRepository,
    private readonly partitions: ReadingPartitions,
    private readonly presence: TrackPresence,
  ) {}

  /** Makes the months that the events need, before their transaction: others are not to wait for its locks. */
  async prepare(events: readonly ReceivedEvent<typeof ReadingsReported>[]): Promise<void> {
    await this.partitions.ensure(monthsOf(sortPoints(events).points));
  }

  async execute(events: readonly ReceivedEvent<typeof ReadingsReported>[], tx: Tx): Promise<void> {
    const { points, contradictions } = sortPoints(events);
    const stored = await this.readings.insertNew(tx, points);
    const conflicts = await this.findConflicts(tx, stored === points.length ? contradictions : [...points, ...contradictions]);
    await this.readings.updateRegisters(tx, newestPoints(points));
    await this.presence.seen(
      tx,
      events.map((event) => caused(event)),
    );
    const { readingsStored, readingsRepeated, readingConflicts } = telemetryMetrics();
    tx.afterCommit(() => {
      readingsStored.inc(stored);
      readingsRepeated.inc(points.length - stored);
      readingConflicts.inc(conflicts);
    });
  }

  private async findConflicts(tx: Tx, suspects: Parameters<ReadingRepository['insertConflicts']>[1]): Promise<number> {
    return suspects.length === 0 ? 0 : this.readings.insertConflicts(tx, suspects);
  }
}
