import type { RawClient } from '@openprepay/embedded-mqtt/raw-client';
import { freePort } from '@openprepay/pace/free-ports';
import { eventually } from '@openprepay/testing/eventually';
import type { TestProcess } from '@openprepay/testing/process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamicSecurity, findPlugin } from './mosquitto-security.js';
import { hasMosquitto, Mosquitto } from './mosquitto.js';
import { TelemetryStack } from './telemetry-stack.js';

const WHAT = 'two instances of telemetry with mosquitto';
const plugin = hasMosquitto(WHAT) ? findPlugin(WHAT) : undefined;

const SHARED_GROUP = 'telemetry';
const METERS = 6;
const READINGS = 40;
const LONG = { timeoutMs: 60_000 };

/** Two instances with one group, so that mosquitto hands each message to one of them. */
describe.skipIf(plugin === undefined)('two instances that share the uplinks of mosquitto', () => {
  let stack: TelemetryStack;
  let mosquitto: Mosquitto;
  let second: TestProcess;
  let other: { readonly PORT: string; readonly MQTT_CLIENT_ID: string };

  beforeAll(async () => {
    stack = await TelemetryStack.startWithoutBroker({
      MQTT_DYNAMIC_SECURITY: 'true',
      MQTT_CLEAN_SESSION: 'false',
      MQTT_CLIENT_ID: 'telemetry-1',
      MQTT_SHARED_GROUP: SHARED_GROUP,
    });
    mosquitto = await Mosquitto.start(stack.ports.mqtt, dynamicSecurity(plugin ?? '', SHARED_GROUP));
    await stack.startService();
    other = { PORT: String(await freePort()), MQTT_CLIENT_ID: 'telemetry-2' };
    second = await stack.startInstance(other);
  });

  afterAll(async () => {
    await stack.stop();
    await mosquitto.stop();
  });

  const newClient = async (): Promise<readonly [meterNumber: string, client: RawClient]> => {
    const meter = await stack.newMeter();
    return [meter.meterNumber, await stack.login(meter)];
  };
  const report = (client: RawClient, meterNumber: string, id: number): void => {
    const ts = new Date(Date.now() - id * 60_000).toISOString();
    client.publish(`meters/${meterNumber}/readings`, JSON.stringify({ seq: id, ts, registers: { '1-0:1.8.0': String(id) } }), id);
  };
  const storedOf = async (meterNumber: string): Promise<readonly number[]> =>
    (
      await stack.rows<{ value: string }>('select value::text from reading where meter_number = $1 order by reading.value', [meterNumber])
    ).map(({ value }) => Number(value));
  /** Messages that an instance has made durable, by what it counts. */
  const takenBy = async (port: string | number): Promise<number> => {
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return [...metrics.matchAll(/^telemetry_uplinks_total\{[^}]*\} (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
  };
  const everything = Array.from({ length: READINGS }, (_, index) => index + 1);

  it('take a part of the messages each, and every message once', async () => {
    const meters = await Promise.all(Array.from({ length: METERS }, newClient));
    for (const id of everything) for (const [meterNumber, client] of meters) report(client, meterNumber, id);
    for (const [, client] of meters) await client.until(() => client.acked().length === READINGS, LONG.timeoutMs);

    for (const [meterNumber] of meters) {
      await eventually(async () => expect(await storedOf(meterNumber)).toEqual(everything), LONG);
      await eventually(() => expect(stack.eventsOf('telemetry.readings.reported', meterNumber)).toHaveLength(READINGS), LONG);
    }
    const [first, secondTook] = [await takenBy(stack.ports.http), await takenBy(other.PORT)];
    expect(first).toBeGreaterThan(0);
    expect(secondTook).toBeGreaterThan(0);
    expect(first + secondTook).toBe(METERS * READINGS);
  });

  it('lose nothing and store nothing twice when one of them is killed and comes back', async () => {
    const [meterNumber, client] = await newClient();
    for (const id of everything) {
      report(client, meterNumber, id);
      if (id === READINGS / 2) await second.kill();
    }
    await client.until(() => client.acked().length === READINGS, LONG.timeoutMs);

    second = await stack.startInstance(other);

    await eventually(async () => expect(await storedOf(meterNumber)).toEqual(everything), LONG);
  });
});
