import { randomBytes, randomUUID } from 'node:crypto';
import { eventually } from '@openprepay/testing/eventually';
import { type SpanCollector, startSpanCollector } from '@openprepay/testing/span-collector';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { postJson } from './fetch-json.js';
import { CURRENCY, Platform } from './platform.js';

/** Which service's span says that the sale got so far. */
const STATIONS = [
  ['gateway', 'POST /api/vending/v1/*'],
  ['vending', 'POST /v1/vends'],
  ['key-management', 'process vending.token.requested'],
  ['vending', 'process key-management.token.issued'],
  ['billing', 'process vending.vend.completed'],
  ['telemetry', 'process vending.vend.completed'],
  ['vending', 'process telemetry.token.accepted'],
] as const;

const ENVIRONMENT = { OTEL_TRACES_EXPORTER: 'otlp', OTEL_BSP_SCHEDULE_DELAY: '200' } as const;

let collector: SpanCollector;
let platform: Platform;

beforeAll(async () => {
  collector = await startSpanCollector();
  // Every process of the platform inherits what OpenTelemetry reads.
  Object.assign(process.env, ENVIRONMENT, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  platform = await Platform.start({ meters: 1 });
});

afterAll(async () => {
  await platform?.stop();
  await collector.stop();
  for (const name of [...Object.keys(ENVIRONMENT), 'OTEL_EXPORTER_OTLP_ENDPOINT']) delete process.env[name];
});

it("is one trace from the point of sale's request to the meter's acceptance and the journal entry", async () => {
  const traceId = randomBytes(16).toString('hex');
  const { accessToken } = await platform.as('vendor');
  const sold = await postJson(
    `${platform.url}/api/vending/v1/vends`,
    { meterNumber: platform.meter(0).meterNumber, tender: { amount: '100.00', currency: CURRENCY }, paymentMethod: 'cash' },
    {
      authorization: `Bearer ${accessToken}`,
      'idempotency-key': randomUUID(),
      traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01`,
    },
  );
  const ofSale = () => collector.spans.filter((span) => span.traceId === traceId);
  const passed = (): string[] => ofSale().map(({ service, name }) => `${service}: ${name}`);

  await eventually(
    () => {
      expect(passed()).toEqual(expect.arrayContaining(STATIONS.map(([service, name]) => `${service}: ${name}`)));
      const ids = new Set(ofSale().map(({ spanId }) => spanId));
      const orphans = ofSale().filter(({ parentSpanId, service }) => service !== 'gateway' && !ids.has(parentSpanId ?? ''));
      expect(orphans).toEqual([]);
    },
    { timeoutMs: 40_000, everyMs: 200 },
  );
  const { billing } = await platform.as('clerk');
  const { body } = await billing.listJournalEntries({ query: { reference: `vend:${String(sold.body['vendId'])}` } });
  expect(body.items).toHaveLength(1);
});
