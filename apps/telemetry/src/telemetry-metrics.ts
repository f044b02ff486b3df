import { Counter, Gauge, register } from 'prom-client';

export interface TelemetryMetrics {
  readonly uplinks: Counter<'kind'>;
  readonly quarantined: Counter<'code'>;
  readonly topicsRefused: Counter;
  readonly unacknowledged: Gauge;
  readonly readingsStored: Counter;
  readonly readingsRepeated: Counter;
  readonly readingConflicts: Counter;
  readonly deliveries: Counter<'state'>;
}

let metrics: TelemetryMetrics | undefined;

const counter = <Label extends string>(name: string, help: string, labelNames: Label[] = []): Counter<Label> =>
  (register.getSingleMetric(name) as Counter<Label> | undefined) ?? new Counter<Label>({ name, help, labelNames });

/** What the service counts, made once per process. */
export const telemetryMetrics = (): TelemetryMetrics =>
  (metrics ??= {
    uplinks: counter('telemetry_uplinks_total', 'Messages of meters made durable', ['kind']),
    quarantined: counter('telemetry_quarantined_total', 'Messages set aside', ['code']),
    topicsRefused: counter('telemetry_topics_refused_total', 'Topics that a meter asked for and may not use'),
    unacknowledged: new Gauge({ name: 'telemetry_unacknowledged', help: 'Messages taken from the broker and not yet durable' }),
    readingsStored: counter('telemetry_readings_stored_total', 'Points stored'),
    readingsRepeated: counter('telemetry_readings_repeated_total', 'Points that were stored before'),
    readingConflicts: counter('telemetry_reading_conflicts_total', 'Points that contradict a stored one'),
    deliveries: counter('telemetry_deliveries_total', 'Token deliveries settled', ['state']),
  });
