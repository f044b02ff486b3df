import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_PAGE } from '@openprepay/contracts/http/page';
import type { QuarantinedMessageAnswer } from '@openprepay/contracts/http/telemetry-quarantine';
import type { SignedIn } from '@openprepay/standalone/gateway-client';
import { Platform } from './platform.js';
import { until } from './until.js';

let platform: Platform;
let operator: SignedIn;
let credentials: readonly { readonly meterNumber: string; readonly password: string }[];

beforeAll(async () => {
  platform = await Platform.start({ meters: 2, simulate: false });
  operator = await platform.as('operator');
  const text = await readFile(path.join(platform.dataDir, 'secrets', 'meters.json'), 'utf8');
  ({ meters: credentials } = JSON.parse(text) as { meters: typeof credentials });
});
afterAll(() => platform?.stop());

const meter = (index: number): { readonly meterNumber: string; readonly password: string } => {
  const found = credentials[index];
  if (!found) throw new Error(`there is no meter ${index}`);
  return found;
};

const connectAs = (username: string, password: string, clientId = username): Promise<MqttClient> =>
  connectAsync(platform.mqttUrl, { clientId, username, password, reconnectPeriod: 0, connectTimeout: 5_000 });

/** One publish, and whether the broker acknowledged it before it closed or kept silent. */
async function publish(topic: string, payload: string | Buffer): Promise<'acknowledged' | 'refused'> {
  const client = await connectAs(meter(0).meterNumber, meter(0).password);
  client.on('error', () => undefined);
  const closed = new Promise<'refused'>((resolve) => client.once('close', () => resolve('refused')));
  const published = client.publishAsync(topic, payload, { qos: 1 }).then(
    () => 'acknowledged' as const,
    () => 'refused' as const,
  );
  const outcome = await Promise.race([published, closed]);
  await client.endAsync(true);
  return outcome;
}

const quarantined = async (): Promise<readonly QuarantinedMessageAnswer[]> =>
  (await operator.telemetry.listQuarantine({ query: { limit: MAX_PAGE } })).body.items;

const storedOf = async (meterNumber: string) =>
  (await operator.telemetry.listReadings({ params: { meterNumber }, query: { register: '1-0:1.8.0' } })).body.items;

describe('the door of meters', () => {
  it.each([
    ['a wrong password', () => connectAs(meter(0).meterNumber, 'wrong')],
    ['no credentials', () => connectAsync(platform.mqttUrl, { reconnectPeriod: 0 })],
    ['another client id than the meter number', () => connectAs(meter(0).meterNumber, meter(0).password, 'someone-else')],
    ['the head-end’s name', () => connectAs('telemetry', 'guess')],
  ])('refuses %s', async (_name, connect) => {
    await expect(connect()).rejects.toThrow();
  });

  it('lets no meter speak for another', async () => {
    const other = meter(1).meterNumber;

    expect(
      await publish(
        `meters/${other}/readings`,
        JSON.stringify({ seq: 1, ts: new Date().toISOString(), registers: { '1-0:1.8.0': '666' } }),
      ),
    ).toBe('refused');
    expect(await publish(`meters/${meter(0).meterNumber}/tokens`, '{}')).toBe('refused');

    expect(await storedOf(other)).toEqual([]);
  });

  it.each(['meters/+/tokens', '#', 'meters/#', '$SYS/#'])('lets no meter listen to %s', async (filter) => {
    const client = await connectAs(meter(0).meterNumber, meter(0).password);
    client.on('error', () => undefined);

    const granted = await client.subscribeAsync(filter, { qos: 1 }).catch(() => []);

    expect(granted.filter(({ qos }) => qos < 128)).toEqual([]);
    await client.endAsync(true);
  });

  it.each([
    ['no JSON', 'this is not JSON'],
    ['half JSON', '{"seq":1,'],
    ['a reading of NaN', '{"seq":2,"ts":"2026-11-22T10:00:00Z","registers":{"1-0:1.8.0":"NaN"}}'],
    ['a register of no OBIS code', '{"seq":3,"ts":"2026-11-22T10:00:00Z","registers":{"energy":"1"}}'],
    ['a time that is none', '{"seq":4,"ts":"yesterday","registers":{"1-0:1.8.0":"1"}}'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x80])],
    ['a list', '[]'],
  ])('keeps a payload that is %s in quarantine, whole and with a reason', async (_name, payload) => {
    const before = (await quarantined()).length;

    expect(await publish(`meters/${meter(0).meterNumber}/readings`, payload)).toBe('acknowledged');

    await until(async () => (await quarantined()).length === before + 1);
    expect((await quarantined()).every(({ code }) => /^telemetry\.[a-z_]+$/.test(code))).toBe(true);
  });

  it('survives a packet far beyond the limit', async () => {
    await publish(`meters/${meter(0).meterNumber}/readings`, Buffer.alloc(5_000_000, 0x20));

    const sent = { seq: 99, ts: new Date().toISOString(), registers: { '1-0:1.8.0': '12.5' } };
    expect(await publish(`meters/${meter(0).meterNumber}/readings`, JSON.stringify(sent))).toBe('acknowledged');
    await until(async () => (await storedOf(meter(0).meterNumber)).length === 1);
  });
});
