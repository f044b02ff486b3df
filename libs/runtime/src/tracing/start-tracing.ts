import { useSpans } from '@openprepay/messaging/trace';
import type { Shutdown } from '../shutdown.js';

export interface TracingOptions {
  readonly name: string;
  readonly exporter: 'none' | 'otlp';
  readonly shutdown: Shutdown;
}

/** Records spans where the environment asks for them. OpenTelemetry takes a second to load, so that without it nobody pays. */
export async function startTracing({ name, exporter, shutdown }: TracingOptions): Promise<void> {
  if (exporter === 'none') return;
  const { openTelemetry } = await import('./open-telemetry.js');
  const { spans, stop } = openTelemetry(name);
  const putBack = useSpans(spans);
  shutdown.add('connections', 'tracing', async () => {
    putBack();
    await stop();
  });
}
