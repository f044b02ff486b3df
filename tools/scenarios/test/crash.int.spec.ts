import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bookingsOf, untilReadingsStored } from './crash-check.js';
import { type CrashOutcome, crashRun, METERS_OF_A_UTILITY, signIn } from './crash-run.js';
import { kafkaKinds } from './kafka-kinds.js';
import { listVends } from './lists.js';
import { Platform } from './platform.js';
import { loadCrashConfig } from './scenarios.config.js';
import { demoUtility, secondUtility, type WorkingUtility } from './working-utility.js';

const plan = loadCrashConfig(process.env);

/** A run with fewer would have proved little. */
const LEAST_KILLS = 3;

/** Longer than any run, which would otherwise end when its users' sign-in does. */
const SIGNED_IN = { ACCESS_TOKEN_SECONDS: '86400' };

describe.each(kafkaKinds('whole-system crash run on Apache Kafka'))('killed at random moments, on %s Kafka', (kafka) => {
  let platform: Platform;
  let utilities: readonly WorkingUtility[];
  beforeAll(async () => {
    platform = await Platform.start({ meters: METERS_OF_A_UTILITY, simulate: false, kafka, env: SIGNED_IN });
    utilities = [await demoUtility(platform), await secondUtility(platform, 'lakeside', METERS_OF_A_UTILITY)];
  }, 240_000);
  afterAll(() => platform?.stop());

  it(
    `loses and doubles nothing of two utilities (seed ${plan.seed}, ${plan.vends} vends, ${plan.readings} readings)`,
    async () => {
      const { outcomes, kills } = await crashRun(platform, utilities, plan);
      await platform.untilHealthy();

      expect(kills.length).toBeGreaterThanOrEqual(LEAST_KILLS);
      expect(outcomes.reduce((sum, { vends }) => sum + vends.length, 0)).toBe(plan.vends);
      expect(outcomes.flatMap(({ meters }) => meters.flatMap(({ acknowledged }) => acknowledged))).toHaveLength(plan.readings);
      for (const outcome of outcomes) await expectNothingLost(platform, outcome);
    },
    plan.patienceMs,
  );
});

async function expectNothingLost(platform: Platform, { utility, vends, meters }: CrashOutcome): Promise<void> {
  const { usernames } = utility;
  const [vendor, clerk, operator] = [
    await signIn(platform, usernames.vendor),
    await signIn(platform, usernames.clerk),
    await signIn(platform, usernames.operator),
  ];
  const tokens = vends.flatMap(({ tokens = [] }) => tokens);
  expect(tokens).toHaveLength(vends.length);
  expect(new Set(tokens.map(({ token }) => token)).size).toBe(vends.length);

  const stored = await listVends(vendor);
  expect(stored.filter(({ state }) => state === 'completed')).toHaveLength(vends.length);
  const byMeter = new Set(stored.flatMap(({ meterNumber, tokens = [] }) => tokens.map(({ tid }) => `${meterNumber}/${tid}`)));
  expect(byMeter.size).toBe(vends.length);

  const bookings = await bookingsOf(clerk, vends);
  expect([...bookings.values()].every((times) => times === 1)).toBe(true);
  expect(bookings.size).toBe(vends.length);
  expect((await clerk.billing.readTrialBalance()).body).toMatchObject({ balanced: true });

  await untilReadingsStored(operator, meters);
  for (const service of ['vending', 'keyManagement', 'billing', 'telemetry'] as const) {
    expect((await operator[service].listParkedMessages()).body, service).toMatchObject({ items: [] });
  }
}
