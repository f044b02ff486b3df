import { eventually } from '@openprepay/testing/eventually';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TelemetryStack } from './telemetry-stack.js';

const METERS = 40;
const MESSAGES = 150;
const POINTS = 4;

let stack: TelemetryStack;

beforeAll(async () => {
  stack = await TelemetryStack.start();
  await stack.startService();
}, 90_000);

afterAll(() => stack.stop());

it('takes thousands of messages of many meters at once, each point stored once', async () => {
  const logins = await Promise.all(Array.from({ length: METERS }, () => stack.plantMeter()));
  const clients = await Promise.all(logins.map((login) => stack.login(login)));
  const start = Date.now() - MESSAGES * POINTS * 60_000;

  for (let id = 1; id <= MESSAGES; id++) {
    for (const [index, client] of clients.entries()) {
      const readings = Array.from({ length: POINTS }, (_, point) => ({
        ts: new Date(start + (id * POINTS + point) * 60_000).toISOString(),
        registers: { '1-0:1.8.0': `${id}.${point}` },
      }));
      client.publish(`meters/${logins[index]!.meterNumber}/readings`, JSON.stringify({ seq: id, readings }), id);
    }
  }
  for (const client of clients) await client.until(() => client.acked().length === MESSAGES, 60_000);

  await eventually(
    async () => {
      const [row] = await stack.rows<{ points: string; meters: string }>(
        'select count(*) as points, count(distinct meter_number) as meters from reading',
      );
      expect(row).toEqual({ points: String(METERS * MESSAGES * POINTS), meters: String(METERS) });
    },
    { timeoutMs: 60_000, everyMs: 50 },
  );
  expect(clients.every(({ closed }) => !closed)).toBe(true);
}, 150_000);
