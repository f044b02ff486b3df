import { collectDefaultMetrics, Histogram, register } from 'prom-client';

const BUCKETS_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const HTTP_DURATION = 'http_request_duration_seconds';
const PROCESS_METRIC = 'process_cpu_user_seconds_total';

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

export function collectProcessMetrics(): void {
  if (!register.getSingleMetric(PROCESS_METRIC)) collectDefaultMetrics();
}

/** Everything that this process measures, in Prometheus' text format. */
export const renderMetrics = async (): Promise<{ readonly contentType: string; readonly text: string }> => ({
  contentType: register.contentType,
  text: await register.metrics(),
});
