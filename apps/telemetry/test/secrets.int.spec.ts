import { eventually } from '@openprepay/testing/eventually';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BROKER_SECRET, MQTT_PASSWORD, TelemetryStack } from './telemetry-stack.js';

const TOKEN = '98765432109876543210';

let stack: TelemetryStack;

beforeAll(async () => {
  stack = await TelemetryStack.start({ LOG_LEVEL: 'trace' });
  await stack.startService();
});

afterAll(() => stack.stop());

it('logs no password, secret or token at any level, whatever goes wrong', async () => {
  const meter = await stack.newMeter();
  const client = await stack.login(meter);
  await client.subscribe(`meters/${meter.meterNumber}/tokens`);
  client.publish(`meters/${meter.meterNumber}/state`, '{"online":true}', { id: 1, retain: true });
  await stack.announceVend(meter.meterNumber, [TOKEN]);
  await client.until(() => client.of('publish').length > 0);
  client.publish(`meters/${meter.meterNumber}/token-results`, JSON.stringify({ deliveryId: 'x', token: TOKEN, result: 'accepted' }), 2);
  client.publish(`meters/${meter.meterNumber}/events`, `{"token":"${TOKEN}"`, 3);
  await client.until(() => client.acked().length === 3);
  await stack.login({ ...meter, password: 'planted-wrong-password' });
  await fetch(`http://127.0.0.1:${stack.ports.http}/mqtt/auth?secret=planted-query-secret`, { method: 'POST' });
  await fetch(`http://127.0.0.1:${stack.ports.http}/mqtt/auth?secret=${BROKER_SECRET}`, {
    method: 'POST',
    body: '{"password":"planted-body',
  });
  await stack.postgres.restart();
  await eventually(async () => expect((await stack.call('GET', `/v1/meters/${meter.meterNumber}`)).status).toBe(200), {
    timeoutMs: 30_000,
  });

  const log = stack.logs.join('');
  expect(log.length).toBeGreaterThan(1_000);
  for (const secret of [TOKEN, meter.password, MQTT_PASSWORD, BROKER_SECRET, 'planted-', new URL(stack.database.url).password]) {
    expect(log).not.toContain(secret);
  }
});
