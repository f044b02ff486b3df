import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GatewayClient, Json } from '@openprepay/standalone/gateway-client';
import { until } from './until.js';
import { kafkaKinds } from './kafka-kinds.js';
import { Platform } from './platform.js';

let platform: Platform;
let vendor: GatewayClient;
let clerk: GatewayClient;

const tokensOf = (vend: Json): readonly Json[] => vend['tokens'] as readonly Json[];
const tidOf = (vend: Json): unknown => tokensOf(vend)[0]?.['tid'];

const booked = (vendId: unknown): Promise<void> =>
  until(async () => {
    const { items } = await clerk.get(`/api/billing/v1/journal-entries?reference=${encodeURIComponent(`vend:${String(vendId)}`)}`);
    return (items as readonly Json[]).length === 1;
  });

describe.each(kafkaKinds('exactly-once scenario on Apache Kafka'))(
  'one payment, one vend, one token set, one booking, on %s Kafka',
  (kafka) => {
    beforeAll(async () => {
      platform = await Platform.start({ meters: 3, kafka });
      [vendor, clerk] = await Promise.all([platform.as('vendor'), platform.as('clerk')]);
    });
    afterAll(() => platform?.stop());

    it('gives a repeated request the first outcome', async () => {
      const { meterNumber } = platform.meter(0);
      const key = randomUUID();

      const first = await platform.sell(vendor, { meterNumber, amount: '100.00', key });
      const again = await platform.sell(vendor, { meterNumber, amount: '100.00', key });

      expect(again['vendId']).toBe(first['vendId']);
      expect(tokensOf(again)).toEqual(tokensOf(first));
      await booked(first['vendId']);
    });

    it('sells once when one key is raced ten times', async () => {
      const { meterNumber } = platform.meter(1);
      const key = randomUUID();

      const outcomes = await Promise.all(Array.from({ length: 10 }, () => platform.sell(vendor, { meterNumber, amount: '100.00', key })));

      expect(new Set(outcomes.map((vend) => vend['vendId'])).size).toBe(1);
      const { items } = await vendor.get(`/api/vending/v1/vends?meterNumber=${meterNumber}`);
      expect(items).toHaveLength(1);
    });

    it('sells twenty times when twenty keys are raced on one meter, and never uses a token identifier twice', async () => {
      const { meterNumber } = platform.meter(2);

      const vends = await Promise.all(Array.from({ length: 20 }, () => platform.sell(vendor, { meterNumber, amount: '50.00' })));

      expect(new Set(vends.map((vend) => vend['vendId'])).size).toBe(20);
      expect(new Set(vends.map(tidOf)).size).toBe(20);
      expect(new Set(vends.map((vend) => tokensOf(vend)[0]?.['token'])).size).toBe(20);
      for (const vend of vends) await booked(vend['vendId']);
    });

    it('refuses the same key for another sale', async () => {
      const { meterNumber } = platform.meter(0);
      const key = randomUUID();
      await platform.sell(vendor, { meterNumber, amount: '100.00', key });

      const other = platform.sell(vendor, { meterNumber, amount: '101.00', key });

      await expect(other).rejects.toMatchObject({ status: 422, code: 'vending.idempotency_key_reused' });
    });

    it('brings each token to its meter, which credits it', async () => {
      const { meterNumber } = platform.meter(0);
      const vend = await platform.sell(vendor, { meterNumber, amount: '75.00' });

      await until(
        async () => {
          const now = await vendor.get(`/api/vending/v1/vends/${String(vend['vendId'])}`);
          return (now['delivery'] as Json)['state'] === 'credited';
        },
        { timeoutMs: 30_000 },
      );
    });

    it('keeps the books balanced', async () => {
      expect(await clerk.get('/api/billing/v1/trial-balance')).toMatchObject({ balanced: true });
    });
  },
);
