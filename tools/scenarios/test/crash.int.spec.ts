import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '@openprepay/standalone/gateway-client';
import { bookingsOf, listAll, untilReadingsStored } from './crash-check.js';
import { crashRun, signIn } from './crash-run.js';
import { kafkaKinds } from './kafka-kinds.js';
import { Platform } from './platform.js';
import { loadCrashConfig } from './scenarios.config.js';

const plan = loadCrashConfig(process.env);

/** A run with fewer would have proved little. */
const LEAST_KILLS = 3;

describe.each(kafkaKinds('whole-system crash run on Apache Kafka'))('killed at random moments, on %s Kafka', (kafka) => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await Platform.start({ meters: 8, simulate: false, kafka });
  }, 180_000);
  afterAll(() => platform?.stop());

  it(
    `loses and doubles nothing (seed ${plan.seed}, ${plan.vends} vends, ${plan.readings} readings)`,
    async () => {
      const { vends, meters, kills } = await crashRun(platform, plan);
      await platform.untilHealthy();
      const [vendor, clerk, operator] = [
        await signIn(platform, 'vendor'),
        await signIn(platform, 'clerk'),
        await signIn(platform, 'operator'),
      ];

      expect(kills.length).toBeGreaterThanOrEqual(LEAST_KILLS);
      expect(vends).toHaveLength(plan.vends);
      const tokens = vends.flatMap((vend) => vend['tokens'] as readonly Json[]);
      expect(tokens).toHaveLength(plan.vends);
      expect(new Set(tokens.map((token) => token['token'])).size).toBe(plan.vends);

      const stored = await listAll(vendor, '/api/vending/v1/vends');
      expect(stored.filter((vend) => vend['state'] === 'completed')).toHaveLength(plan.vends);
      const byMeter = new Set(
        stored.flatMap((vend) =>
          (vend['tokens'] as readonly Json[]).map((token) => `${String(vend['meterNumber'])}/${String(token['tid'])}`),
        ),
      );
      expect(byMeter.size).toBe(plan.vends);

      const bookings = await bookingsOf(clerk, vends);
      expect([...bookings.values()].every((times) => times === 1)).toBe(true);
      expect(bookings.size).toBe(plan.vends);
      expect(await clerk.get('/api/billing/v1/trial-balance')).toMatchObject({ balanced: true });

      expect(meters.reduce((sum, meter) => sum + meter.acknowledged.length, 0)).toBe(plan.readings);
      await untilReadingsStored(operator, meters);
      for (const service of ['vending', 'key-management', 'billing', 'telemetry']) {
        expect(await operator.get(`/api/${service}/v1/parked-messages`), service).toMatchObject({ items: [] });
      }
    },
    plan.patienceMs,
  );
});
