import type { RawClient } from '@openprepay/embedded-mqtt/raw-client';
import { eventually } from '@openprepay/testing/eventually';
import { newMeterNumber } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { passwordFile } from './mosquitto-security.js';
import { hasMosquitto, Mosquitto } from './mosquitto.js';
import { MQTT_PASSWORD, TelemetryStack } from './telemetry-stack.js';

const login = { meterNumber: newMeterNumber(), password: 'a-meter-password' };
const topic = (leaf: string): string => `meters/${login.meterNumber}/${leaf}`;
const TOKEN = '1'.repeat(20);

/** A production broker: it acknowledges meters by itself, and the service's session on its disk is what is durable. */
describe.skipIf(!hasMosquitto('telemetry with mosquitto'))('with mosquitto', () => {
  let stack: TelemetryStack;
  let mosquitto: Mosquitto;

  beforeAll(async () => {
    stack = await TelemetryStack.startWithoutBroker({
      MQTT_CLEAN_SESSION: 'false',
      MQTT_CLIENT_ID: 'telemetry-1',
      MQTT_SHARED_GROUP: 'telemetry',
    });
    mosquitto = await Mosquitto.start(
      stack.ports.mqtt,
      passwordFile([
        { name: 'telemetry', password: MQTT_PASSWORD },
        { name: login.meterNumber, password: login.password },
      ]),
    );
    await stack.startService();
    await stack.announceMeter(login.meterNumber);
    await stack.call('POST', `/v1/meters/${login.meterNumber}/credentials`);
  });

  afterAll(async () => {
    await stack.stop();
    await mosquitto.stop();
  });

  const send = async (client: RawClient, leaf: string, payload: string, id: number): Promise<void> => {
    client.publish(topic(leaf), payload, id);
    await client.until(() => client.acked().includes(id));
  };
  const values = async (): Promise<string[]> =>
    (await stack.rows<{ value: string }>('select value::text from reading order by value')).map(({ value }) => value);
  const reading = (seq: number): string =>
    JSON.stringify({ seq, ts: new Date(Date.now() - seq * 60_000).toISOString(), registers: { '1-0:1.8.0': `${seq}` } });

  it('stores readings, quarantines poison, and follows presence', async () => {
    const client = await stack.login(login, {
      will: { topic: topic('state'), payload: Buffer.from('{"online":false}'), qos: 1, retain: true },
    });
    await send(client, 'state', '{"online":true}', 1);
    await send(client, 'readings', reading(1), 2);
    await send(client, 'readings', 'NaN', 3);

    await eventually(async () => expect(await values()).toEqual(['1']));
    await eventually(async () => expect(await stack.rows('select code from quarantine')).toEqual([{ code: 'telemetry.payload_not_json' }]));
    client.kill();
    await eventually(async () => expect((await stack.call('GET', `/v1/meters/${login.meterNumber}`)).body['connected']).toBe(false));
  });

  it('delivers a token and takes the verdict', async () => {
    const client = await stack.login(login);
    await client.subscribe(topic('tokens'));
    await send(client, 'state', '{"online":true}', 1);
    await stack.announceVend(login.meterNumber, [TOKEN]);
    await client.until(() => client.of('publish').length > 0);
    const { deliveryId } = JSON.parse(client.of('publish')[0]!.payload.toString()) as { deliveryId: string };

    await send(client, 'token-results', JSON.stringify({ deliveryId, token: TOKEN, result: 'accepted' }), 2);

    await eventually(() => expect(stack.eventsOf('telemetry.token.accepted', login.meterNumber)).toHaveLength(1));
  });

  it('gets what was acknowledged while the service was away', async () => {
    await stack.stopService();
    const client = await stack.login(login);
    for (const seq of [2, 3, 4]) await send(client, 'readings', reading(seq), seq);

    await stack.startService();

    await eventually(async () => expect(await values()).toEqual(['1', '2', '3', '4']));
  });

  it('comes back by itself when the broker was killed', async () => {
    await mosquitto.kill();
    await mosquitto.run();
    await stack.ready();

    const client = await stack.login(login);
    await send(client, 'readings', reading(5), 5);
    await eventually(async () => expect(await values()).toContain('5'));
  });
});
