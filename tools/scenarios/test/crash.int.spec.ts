import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bookingsOf, untilReadingsStored } from './crash-check.js';
import { crashRun, signIn } from './crash-run.js';
import { kafkaKinds } from './kafka-kinds.js';
import { listVends } from './lists.js';
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
      const tokens = vends.flatMap(({ tokens = [] }) => tokens);
      expect(tokens).toHaveLength(plan.vends);
      expect(new Set(tokens.map(({ token }) => token)).size).toBe(plan.vends);

      const stored = await listVends(vendor);
      expect(stored.filter(({ state }) => state === 'completed')).toHaveLength(plan.vends);
      const byMeter = new Set(stored.flatMap(({ meterNumber, tokens = [] }) => tokens.map(({ tid }) => `${meterNumber}/${tid}`)));
      expect(byMeter.size).toBe(plan.vends);

      const bookings = await bookingsOf(clerk, vends);
      expect([...bookings.values()].every((times) => times === 1)).toBe(true);
      expect(bookings.size).toBe(plan.vends);
      expect((await clerk.billing.readTrialBalance()).body).toMatchObject({ balanced: true });

      expect(meters.reduce((sum, meter) => sum + meter.acknowledged.length, 0)).toBe(plan.readings);
      await untilReadingsStored(operator, meters);
      for (const service of ['vending', 'keyManagement', 'billing', 'telemetry'] as const) {
        expect((await operator[service].listParkedMessages()).body, service).toMatchObject({ items: [] });
      }
    },
    plan.patienceMs,
  );
});
