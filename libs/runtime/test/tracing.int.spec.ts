import { eventually } from '@openprepay/testing/eventually';
import { type SpanCollector, startSpanCollector } from '@openprepay/testing/span-collector';
import { type ServiceUnderTest, startService } from '@openprepay/testing/start-service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleService } from './example-service.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CALLER = 'b7ad6b7169203331';

let collector: SpanCollector;
let running: ServiceUnderTest;

beforeAll(async () => {
  collector = await startSpanCollector();
  // OpenTelemetry reads its own variables from the process.
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = collector.url;
  process.env['OTEL_BSP_SCHEDULE_DELAY'] = '50';
  running = await startService(exampleService, { env: { OTEL_TRACES_EXPORTER: 'otlp' } });
});

afterAll(async () => {
  await running.stop();
  await collector.stop();
  delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  delete process.env['OTEL_BSP_SCHEDULE_DELAY'];
});

describe('a service that records spans', () => {
  it("exports a request's span under the caller's, and goes on in the trace", async () => {
    const answer = await running.call('GET', '/v1/notes', {
      as: { roles: ['clerk'] },
      headers: { traceparent: `00-${TRACE}-${CALLER}-01` },
    });

    expect(answer.status).toBe(200);
    await eventually(() =>
      expect(collector.spans).toContainEqual(
        expect.objectContaining({ service: 'example', name: 'GET /v1/notes', traceId: TRACE, parentSpanId: CALLER }),
      ),
    );
  });

  it('respects a caller who does not record: nothing of that trace is exported', async () => {
    const silent = '1af7651916cd43dd8448eb211c80319c';
    await running.call('GET', '/v1/notes', { as: { roles: ['clerk'] }, headers: { traceparent: `00-${silent}-${CALLER}-00` } });
    await running.call('GET', '/v1/notes', { as: { roles: ['clerk'] }, headers: { traceparent: `00-2${TRACE.slice(1)}-${CALLER}-01` } });

    await eventually(() => expect(collector.spans.some(({ traceId }) => traceId === `2${TRACE.slice(1)}`)).toBe(true));
    expect(collector.spans.some(({ traceId }) => traceId === silent)).toBe(false);
  });
});
