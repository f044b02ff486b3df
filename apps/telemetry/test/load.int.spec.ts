import { eventually } from '@openprepay/testing/eventually';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SteadfastMeter } from './steadfast-meter.js';
import { TelemetryStack } from './telemetry-stack.js';

const METERS = 40;
const MESSAGES = 150;
const POINTS = 4;

let stack: TelemetryStack;

beforeAll(async () => {
  stack = await TelemetryStack.start();
  await stack.startService();
});

afterAll(() => stack.stop());

it('takes thousands of messages of many meters at once, each point stored once', async () => {
  const logins = await Promise.all(Array.from({ length: METERS }, () => stack.plantMeter()));
  const meters = logins.map((login) => new SteadfastMeter(stack.ports.mqtt, login, MESSAGES));
  const start = Date.now() - MESSAGES * POINTS * 60_000;

  for (const [index, meter] of meters.entries()) {
    const topic = `meters/${logins[index]!.meterNumber}/readings`;
    for (let seq = 1; seq <= MESSAGES; seq++) {
      const readings = Array.from({ length: POINTS }, (_, point) => ({
        ts: new Date(start + (seq * POINTS + point) * 60_000).toISOString(),
        registers: { '1-0:1.8.0': `${seq}.${point}` },
      }));
      meter.add({ topic, payload: JSON.stringify({ seq, readings }) });
    }
  }
  await Promise.all(meters.map((meter) => meter.deliverAll(120_000)));

  await eventually(
    async () => {
      const [row] = await stack.rows<{ points: string; meters: string }>(
        'select count(*) as points, count(distinct meter_number) as meters from reading',
      );
      expect(row).toEqual({ points: String(METERS * MESSAGES * POINTS), meters: String(METERS) });
    },
    { timeoutMs: 60_000, everyMs: 50 },
  );
  expect(await stack.rows('select 1 from quarantine')).toEqual([]);
}, 200_000);
