import {
  collectDefaultMetrics,
  Counter,
  type CounterConfiguration,
  Gauge,
  type GaugeConfiguration,
  Histogram,
  type Registry,
  register,
} from 'prom-client';

const BUCKETS_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const HTTP_DURATION = 'http_request_duration_seconds';
const PROCESS_METRIC = 'process_cpu_user_seconds_total';
/** A stall of the event loop counts from here on: each look wakes the process, also where nothing is to be done. */
const EVENT_LOOP_PRECISION_MS = 100;

type HttpLabel = 'method' | 'route' | 'status';

/** Made on first use: several services may live in one process, as they do in tests. */
export function httpDuration(): Histogram<HttpLabel> {
  const existing = register.getSingleMetric(HTTP_DURATION) as Histogram<HttpLabel> | undefined;
  return (
    existing ??
    new Histogram({
      name: HTTP_DURATION,
      help: 'Time to answer an HTTP request',
      labelNames: ['method', 'route', 'status'],
      buckets: BUCKETS_SECONDS,
    })
  );
}

/** A counter of the service's own, one per registry however many services run in a process. */
export const counter = <Label extends string>(configuration: CounterConfiguration<Label>, registry: Registry = register): Counter<Label> =>
  (registry.getSingleMetric(configuration.name) as Counter<Label> | undefined) ?? new Counter({ ...configuration, registers: [registry] });

/** As `counter`, for what goes up and down. */
export const gauge = <Label extends string>(configuration: GaugeConfiguration<Label>, registry: Registry = register): Gauge<Label> =>
  (registry.getSingleMetric(configuration.name) as Gauge<Label> | undefined) ?? new Gauge({ ...configuration, registers: [registry] });

export function collectProcessMetrics(): void {
  if (!register.getSingleMetric(PROCESS_METRIC)) collectDefaultMetrics({ eventLoopMonitoringPrecision: EVENT_LOOP_PRECISION_MS });
}

/** Everything that this process measures, in Prometheus' text format. */
export const renderMetrics = async (): Promise<{ readonly contentType: string; readonly text: string }> => ({
  contentType: register.contentType,
  text: await register.metrics(),
});
