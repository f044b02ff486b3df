import type { ReceivedEvent } from '@openprepay/contracts/event';
import type { ReadingsReported } from '@openprepay/contracts/telemetry';
import { caused } from '@openprepay/messaging/outbox';
import type { Tx } from '@openprepay/persistence/tx';
import type { NoteHeardMeters } from '../presence/note-heard-meters.js';
import type { MeterRegisterRepository } from '../shadow/meter-register.repository.js';
import { limits } from '../telemetry-limits.js';
import { monthsOf, newestPoints, type Point, sortPoints } from './point.js';
import type { ReadingMetrics } from './reading-metrics.js';
import type { ReadingPartitions } from './reading-partitions.js';
import type { ReadingRepository } from './reading.repository.js';
import { Repetitions } from './repetitions.js';

type Reported = readonly ReceivedEvent<typeof ReadingsReported>[];

/**
 * Stores each point once. Told again, a point changes nothing; told differently, the first stands and the other is kept as a
 * conflict. A meter that reports is heard of.
 */
export class StoreReadings {
  private readonly repetitions = new Repetitions(limits.readings.batchesAfterRepetition);

  constructor(
    private readonly readings: ReadingRepository,
    private readonly partitions: ReadingPartitions,
    private readonly registers: MeterRegisterRepository,
    private readonly noteHeardMeters: NoteHeardMeters,
    private readonly metrics: ReadingMetrics,
  ) {}

  /** Makes the months that the events need, before their transaction: others are not to wait for its locks. */
  async prepare(events: Reported): Promise<void> {
    await this.partitions.ensure(monthsOf(events.flatMap(({ data }) => data.readings)));
  }

  async execute(tx: Tx, events: Reported): Promise<void> {
    const { points, contradictions } = sortPoints(events);
    const stored = await this.insert(tx, points);
    const conflicts = await this.keepConflicts(tx, stored === points.length ? contradictions : [...points, ...contradictions]);
    await this.registers.moveForward(tx, newestPoints(points));
    await this.noteHeardMeters.execute(
      tx,
      events.map((event) => caused(event)),
    );
    tx.afterCommit(() => this.metrics.count({ stored, repeated: points.length - stored, conflicts }));
  }

  /** Points are looked for one by one only where some of them may be known. @returns how many were new */
  private async insert(tx: Tx, points: readonly Point[]): Promise<number> {
    if (!this.repetitions.areExpected && (await this.readings.insertUnseen(tx, points))) return points.length;
    const stored = await this.readings.insertNew(tx, points);
    this.repetitions.note(stored < points.length);
    return stored;
  }

  private async keepConflicts(tx: Tx, suspects: readonly Point[]): Promise<number> {
    return suspects.length === 0 ? 0 : this.readings.insertConflicts(tx, suspects);
  }
}
