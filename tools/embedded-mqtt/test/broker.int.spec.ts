import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedMqtt, startEmbeddedMqtt } from '../src/broker.js';
import type { MqttLimits } from '../src/mqtt-limits.js';
import { startAuthority, type TestAuthority } from './authority.js';
import { RawClient } from '../src/raw-client.js';

const METER = '07000000017';
const UPLINKS = ['meters/+/readings', 'meters/+/events', 'meters/+/token-results', 'meters/+/state'];
const READINGS = `meters/${METER}/readings`;

let authority: TestAuthority;
let broker: EmbeddedMqtt;
const clients: RawClient[] = [];

async function restartBroker(limits: Partial<MqttLimits> = {}): Promise<void> {
  await (broker as EmbeddedMqtt | undefined)?.stop();
  const { authUrl, aclUrl } = authority;
  broker = await startEmbeddedMqtt({ authUrl, aclUrl, ingestUsername: 'telemetry', authSecret: 'a-shared-secret-x', limits });
}

async function login(username: string, options = {}): Promise<RawClient> {
  const client = await RawClient.login(broker.port, username, options);
  clients.push(client);
  return client;
}

async function ingest(): Promise<RawClient> {
  const client = await login('telemetry', { clean: false });
  await client.subscribe(...UPLINKS);
  return client;
}

beforeEach(async () => {
  authority = await startAuthority();
  await restartBroker();
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.socket.destroy();
  await broker.stop();
  await authority.stop();
});

describe('the PUBACK of an uplink', () => {
  it('waits for the PUBACK of the ingest session for that very message', async () => {
    const telemetry = await ingest();
    const meter = await login(METER);

    meter.publish(READINGS, 'one', 11);
    meter.publish(READINGS, 'two', 12);
    await telemetry.until(() => telemetry.of('publish').length === 2);
    expect(meter.acked()).toEqual([]);

    const second = telemetry.of('publish').find(({ payload }) => payload.toString() === 'two');
    telemetry.ack(second?.messageId);
    await meter.until(() => meter.acked().length === 1);
    expect(meter.acked()).toEqual([12]);

    telemetry.ack(telemetry.of('publish').find(({ payload }) => payload.toString() === 'one')?.messageId);
    await meter.until(() => meter.acked().length === 2);
    expect(meter.acked()).toEqual([12, 11]);
  });

  it('is never sent when no ingest session comes: the meter is disconnected to send again', async () => {
    await restartBroker({ holdTimeoutMs: 1_000 });
    const meter = await login(METER);

    meter.publish(READINGS, 'one', 11);

    await meter.until(() => meter.closed);
    expect(meter.acked()).toEqual([]);
  });

  it('survives the loss of the ingest session between PUBLISH and PUBACK: the next session gets the message again', async () => {
    const first = await ingest();
    const meter = await login(METER);
    meter.publish(READINGS, 'one', 11);
    await first.until(() => first.of('publish').length === 1);
    first.kill();

    const second = await ingest();
    await second.until(() => second.of('publish').length === 1);
    expect(second.of('publish')[0]).toMatchObject({ topic: READINGS, dup: true });
    expect(meter.acked()).toEqual([]);

    second.ack(second.of('publish')[0]?.messageId);
    await meter.until(() => meter.acked().length === 1);
  });

  it('is not given by a PUBACK that came for a message already timed out', async () => {
    await restartBroker({ holdTimeoutMs: 2_000 });
    const telemetry = await ingest();
    const meter = await login(METER);
    meter.publish(READINGS, 'one', 11);
    await meter.until(() => meter.closed);

    telemetry.ack(telemetry.of('publish')[0]?.messageId);
    const again = await login(METER);
    again.publish(READINGS, 'one', { id: 11, dup: true });
    await telemetry.until(() => telemetry.of('publish').length === 2);
    expect(again.acked()).toEqual([]);
    telemetry.ack(telemetry.of('publish')[1]?.messageId);
    await again.until(() => again.acked().length === 1);
  });

  it('does not wait for other meters: one unanswered meter leaves a hundred in flight', async () => {
    const telemetry = await ingest();
    const numbers = Array.from({ length: 100 }, (_, index) => String(20_000_000_000 + index));
    const meters = await Promise.all(numbers.map((number) => login(number)));

    for (const [index, meter] of meters.entries()) meter.publish(`meters/${numbers[index]}/readings`, `${index}`, 1);
    await telemetry.until(() => telemetry.of('publish').length === 100);
    for (const packet of telemetry.of('publish')) if (packet.payload.toString() !== '0') telemetry.ack(packet.messageId);

    for (const meter of meters.slice(1)) await meter.until(() => meter.acked().length === 1);
    expect(meters[0]?.acked()).toEqual([]);
  });

  it('keeps the window: what is beyond it waits in the broker, in order, and arrives', async () => {
    await restartBroker({ ingestWindow: 10, holdTimeoutMs: 10_000 });
    const telemetry = await ingest();
    const meter = await login(METER);

    for (let id = 1; id <= 100; id++) meter.publish(READINGS, `${id}`, id);
    await telemetry.until(() => telemetry.of('publish').length === 10);
    let answered = 0;
    while (answered < 100) {
      await telemetry.until(() => telemetry.of('publish').length > answered);
      telemetry.ack(telemetry.of('publish')[answered++]?.messageId);
    }

    await meter.until(() => meter.acked().length === 100);
    expect(telemetry.of('publish').map(({ payload }) => Number(payload.toString()))).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  });
});

describe('a busy ingest session', () => {
  it('is waited for as long as it gets anything done', async () => {
    await restartBroker({ holdTimeoutMs: 500, holdProgressMs: 30_000, maxHoldMs: 60_000, ingestWindow: 1 });
    const telemetry = await ingest();
    const meter = await login(METER);

    for (let id = 1; id <= 6; id++) meter.publish(READINGS, `${id}`, id);
    for (let answered = 0; answered < 6; answered++) {
      await telemetry.until(() => telemetry.of('publish').length > answered);
      await new Promise((resolve) => setTimeout(resolve, 300));
      telemetry.ack(telemetry.of('publish')[answered]?.messageId);
    }

    await meter.until(() => meter.acked().length === 6);
    expect(meter.closed).toBe(false);
  });
});

describe('retained state and wills', () => {
  it('gives a will that nobody could take to the ingest session as soon as it is back', async () => {
    const will = { topic: `meters/${METER}/state`, payload: Buffer.from('{"online":false}'), qos: 1 as const, retain: true };
    const meter = await login(METER, { will });
    meter.kill();
    await new Promise((resolve) => setTimeout(resolve, 100));

    const telemetry = await ingest();
    await telemetry.until(() => telemetry.of('publish').length === 1);
    expect(telemetry.of('publish')[0]?.payload.toString()).toBe('{"online":false}');
  });

  it('gives a will at once to an ingest session that is there', async () => {
    const telemetry = await ingest();
    const meter = await login(METER, { will: { topic: `meters/${METER}/state`, payload: Buffer.from('gone'), qos: 1, retain: true } });

    meter.kill();

    await telemetry.until(() => telemetry.of('publish').length === 1);
    expect(telemetry.of('publish')[0]?.topic).toBe(`meters/${METER}/state`);
  });
});

describe('who may do what', () => {
  it('carries what the service publishes to the meter', async () => {
    const telemetry = await ingest();
    const meter = await login(METER);
    await meter.subscribe(`meters/${METER}/tokens`);

    telemetry.publish(`meters/${METER}/tokens`, '{"tokens":[]}', 7);

    await meter.until(() => meter.of('publish').length === 1);
    expect(meter.of('publish')[0]?.qos).toBe(1);
  });

  it('answers a wrong password with return code 4 and an authority that is down with 3', async () => {
    const wrong = await login(METER, { password: Buffer.from('wrong') });
    expect(wrong.of('connack')[0]?.returnCode).toBe(4);

    authority.answering = false;
    const early = await login(METER);
    expect(early.of('connack')[0]?.returnCode).toBe(3);
  });

  it("refuses a wildcard subscription and closes on a publish to another meter's topic", async () => {
    const telemetry = await ingest();
    const meter = await login(METER);
    expect(await meter.subscribe('meters/+/tokens', '#')).toMatchObject({ granted: [128, 128] });

    meter.publish('meters/07000000025/readings', 'stolen', 3);

    await meter.until(() => meter.closed);
    expect(meter.acked()).toEqual([]);
    expect(telemetry.of('publish')).toEqual([]);
  });

  it('asks once per topic and session, and shows the shared secret', async () => {
    const telemetry = await ingest();
    const meter = await login(METER);

    for (const id of [11, 12, 13]) meter.publish(READINGS, 'at once', id);
    await telemetry.until(() => telemetry.of('publish').length === 3);
    telemetry.ack(...telemetry.of('publish').map(({ messageId }) => messageId));
    for (const id of [4, 5]) {
      meter.publish(READINGS, 'x', id);
      await telemetry.until(() => telemetry.of('publish').length === id);
      telemetry.ack(telemetry.of('publish')[id - 1]?.messageId);
      await meter.until(() => meter.acked().includes(id));
    }

    expect(authority.asked).toEqual([READINGS]);
    expect(new Set(authority.secrets)).toEqual(new Set(['a-shared-secret-x']));
  });

  it('closes the connection that announces a packet above the limit, before reading it', async () => {
    const telemetry = await ingest();
    const meter = await login(METER);

    meter.publish(READINGS, Buffer.alloc(1024 * 1024), 3);

    await meter.until(() => meter.closed);
    expect(telemetry.of('publish')).toEqual([]);
  });

  it('lets a second connection of the same client take the place of the first', async () => {
    const first = await login(METER);
    const second = await login(METER);

    await first.until(() => first.closed);
    expect(second.closed).toBe(false);
  });
});
