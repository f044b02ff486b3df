import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedMqtt, startEmbeddedMqtt } from '../src/broker.js';
import type { MqttLimits } from '../src/mqtt-limits.js';
import { RawClient } from '../src/raw-client.js';
import { startAuthority, type TestAuthority } from './authority.js';

const METER = '07000000017';
const HONEST = '07000000025';
const FOREIGN = 'meters/07000000033/tokens';

let authority: TestAuthority;
let broker: EmbeddedMqtt | undefined;
let lines: string[];
const clients: RawClient[] = [];

async function startBroker(limits: Partial<MqttLimits> = {}): Promise<void> {
  await broker?.stop();
  lines = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const { authUrl, aclUrl } = authority;
  broker = await startEmbeddedMqtt({ authUrl, aclUrl, ingestUsername: 'telemetry', limits, logger });
}

async function login(username: string, options = {}): Promise<RawClient> {
  const client = await RawClient.login(broker!.port, username, options);
  clients.push(client);
  return client;
}

const codeOf = (client: RawClient): number | undefined => client.of('connack')[0]?.returnCode;
const filters = (count: number): string[] => Array.from({ length: count }, (_, index) => `x/${index}`);

beforeEach(async () => {
  authority = await startAuthority();
  authority.givingRules = true;
  await startBroker();
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.socket.destroy();
  await broker!.stop();
  await authority.stop();
});

describe('a meter that asks for topics of others', () => {
  it('with thousands of filters in one packet is closed, and nobody is asked', async () => {
    const meter = await login(METER);

    await meter.subscribe(...filters(5_000));

    expect(meter.closed).toBe(true);
    expect(authority.asked).toEqual([]);
    const honest = await login(HONEST);
    expect(await honest.subscribe(`meters/${HONEST}/tokens`)).toMatchObject({ granted: [1] });
  });

  it('again and again is closed after so many refusals, which are told to the authority once', async () => {
    await startBroker({ maxDenials: 20 });
    const meter = await login(METER);

    expect(await meter.subscribe(...filters(19))).toMatchObject({ granted: filters(19).map(() => 128) });
    meter.send({ cmd: 'subscribe', messageId: 2, subscriptions: filters(19).map((topic) => ({ topic, qos: 1 })) });
    await meter.until(() => meter.closed);

    const again = await login(METER);
    expect(await again.subscribe(...filters(19))).toMatchObject({ granted: filters(19).map(() => 128) });
    expect(meter.of('suback')).toHaveLength(1);
    expect(authority.asked).toEqual(['x/0']);
  });

  it('is told apart by the rules that came with its CONNECT, without another question', async () => {
    const telemetry = await login('telemetry');
    await telemetry.subscribe('meters/+/readings');
    const meter = await login(METER);

    expect(await meter.subscribe(`meters/${METER}/tokens`)).toMatchObject({ granted: [1] });
    meter.publish(`meters/${METER}/readings`, 'one', 7);
    await telemetry.until(() => telemetry.of('publish').length === 1);
    expect(authority.asked).toEqual([]);
    meter.publish(FOREIGN, 'stolen', 8);
    await meter.until(() => meter.closed);
    expect(telemetry.of('publish')).toHaveLength(1);
  });

  it('is in the log once a minute, without a word of its own', async () => {
    for (let round = 0; round < 3; round++) {
      const meter = await login(METER);
      meter.publish(`my-password-is/${'x'.repeat(20_000)}`, 'p', 1);
      await meter.until(() => meter.closed);
    }

    expect(lines.filter((line) => line.includes('"msg":"topic not allowed"'))).toHaveLength(1);
    expect(lines.join('')).not.toContain('my-password-is');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(500);
  });
});

describe('an authority that gives no rules', () => {
  beforeEach(() => {
    authority.givingRules = false;
  });

  it('is asked at most so often by one connection that is refused', async () => {
    await startBroker({ maxDenials: 5 });
    const meter = await login(METER);

    for (let id = 1; id <= 5; id++) meter.send({ cmd: 'subscribe', messageId: id, subscriptions: [{ topic: `x/${id}`, qos: 0 }] });
    await meter.until(() => meter.closed);

    expect(authority.asked.length).toBeLessThanOrEqual(6);
  });
});

describe('a name that nobody can have', () => {
  it('is refused as a wrong one, and not taken for an outage', async () => {
    expect(codeOf(await login('?', { clientId: '?' }))).toBe(4);
    expect(lines.join('')).not.toContain('cannot be asked');
  });

  it.each(['line\nbreak', '\u0007', '\u0000'])('with a control character (%j) asks nobody', async (name) => {
    expect(codeOf(await login(METER, { username: name }))).toBe(4);
    expect(codeOf(await login(METER, { clientId: name }))).toBe(2);
    expect(authority.connectsAsked).toEqual([]);
  });

  it('is missing where a session is to be kept: the identifier is rejected', async () => {
    const client = await RawClient.open(broker!.port);
    clients.push(client);
    // MQTT 3.1.1, level 4, user name and password, clean session off, keep-alive 60, an empty client id.
    const names = Buffer.concat([METER, 'right'].map((text) => Buffer.concat([Buffer.from([0, text.length]), Buffer.from(text)])));
    const rest = Buffer.concat([Buffer.from([0, 4]), Buffer.from('MQTT'), Buffer.from([4, 0xc0, 0, 60, 0, 0]), names]);
    client.socket.write(Buffer.concat([Buffer.from([0x10, rest.length]), rest]));

    await client.until(() => client.closed);

    expect(codeOf(client)).toBe(2);
  });
});

describe('a client without a keep-alive', () => {
  it('is let in, and closed when it says nothing for as long as we bear', async () => {
    await startBroker({ silenceSeconds: 1 });
    const meter = await login(METER, { keepalive: 0 });
    expect(codeOf(meter)).toBe(0);

    await meter.until(() => meter.closed);
  });

  it('may ask for a keep-alive of any length', async () => {
    expect(codeOf(await login(METER, { keepalive: 65_535 }))).toBe(0);
  });
});

describe('a greedy meter', () => {
  it('waits behind itself: another meter’s uplink goes down in its next turn', async () => {
    await startBroker({ ingestWindow: 1 });
    const telemetry = await login('telemetry');
    await telemetry.subscribe('meters/+/readings');
    const greedy = await login(METER);
    for (let id = 1; id <= 100; id++) greedy.publish(`meters/${METER}/readings`, 'greedy', id);
    await telemetry.until(() => telemetry.of('publish').length === 1);
    const honest = await login(HONEST);
    honest.publish(`meters/${HONEST}/readings`, 'honest', 1);

    const heard = (): string[] => telemetry.of('publish').map(({ payload }) => payload.toString());
    while (!heard().includes('honest')) {
      const before = telemetry.of('publish').length;
      telemetry.ack(telemetry.of('publish')[before - 1]?.messageId);
      await telemetry.until(() => telemetry.of('publish').length > before);
    }

    expect(heard().indexOf('honest')).toBeLessThan(20);
  });

  it('is the one that is sent away when too much is held', async () => {
    await startBroker({ maxHeld: 10 });
    const greedy = await login(METER);
    for (let id = 1; id <= 11; id++) greedy.publish(`meters/${METER}/readings`, 'greedy', id);
    await greedy.until(() => greedy.closed);

    const other = await login(METER);
    for (let id = 1; id <= 9; id++) other.publish(`meters/${METER}/readings`, 'again', id);
    const honest = await login(HONEST);
    honest.publish(`meters/${HONEST}/readings`, 'honest', 1);
    const telemetry = await login('telemetry');
    await telemetry.subscribe('meters/+/readings');
    const uplink = () => telemetry.of('publish').find(({ payload }) => payload.toString() === 'honest');
    await telemetry.until(() => uplink() !== undefined);
    telemetry.ack(uplink()?.messageId);

    await honest.until(() => honest.acked().length === 1);
  });
});
