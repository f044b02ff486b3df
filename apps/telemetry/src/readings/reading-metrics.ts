import { counter } from '@openprepay/runtime/metrics';

export interface StoredPoints {
  readonly stored: number;
  readonly repeated: number;
  readonly conflicts: number;
}

/** What became of points since the service started. */
export class ReadingMetrics {
  private readonly stored = counter({ name: 'telemetry_readings_stored_total', help: 'Points stored' });
  private readonly repeated = counter({ name: 'telemetry_readings_repeated_total', help: 'Points that were stored before' });
  private readonly conflicts = counter({ name: 'telemetry_reading_conflicts_total', help: 'Points that contradict a stored one' });

  count({ stored, repeated, conflicts }: StoredPoints): void {
    this.stored.inc(stored);
    this.repeated.inc(repeated);
    this.conflicts.inc(conflicts);
  }
}
