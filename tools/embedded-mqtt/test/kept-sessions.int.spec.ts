import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedMqtt, startEmbeddedMqtt } from '../src/broker.js';
import type { MqttLimits } from '../src/mqtt-limits.js';
import { RawClient } from '../src/raw-client.js';
import { startAuthority, type TestAuthority } from './authority.js';

const METER = '07000000017';
const TOKENS = `meters/${METER}/tokens`;

let authority: TestAuthority;
let broker: EmbeddedMqtt | undefined;
let telemetry: RawClient;
const clients: RawClient[] = [];

async function start(limits: Partial<MqttLimits> = {}): Promise<void> {
  await broker?.stop();
  const { authUrl, aclUrl } = authority;
  broker = await startEmbeddedMqtt({ authUrl, aclUrl, ingestUsername: 'telemetry', limits });
  telemetry = await login('telemetry');
}

async function login(username: string, options = {}): Promise<RawClient> {
  const client = await RawClient.login(broker!.port, username, options);
  clients.push(client);
  return client;
}

let lastId = 0;
/** Something for a meter, which the broker has taken. */
async function send(topic: string, payload: string): Promise<void> {
  const id = ++lastId;
  telemetry.publish(topic, payload, id);
  await telemetry.until(() => telemetry.acked().includes(id));
}

/** A meter that subscribed and went. */
async function leave(meterNumber: string, ...filters: readonly string[]): Promise<void> {
  const connected = broker!.connections();
  const meter = await login(meterNumber, { clean: false });
  await meter.subscribe(...filters);
  meter.kill();
  await telemetry.until(() => broker!.connections() === connected);
}

const heard = (client: RawClient): string[] => client.of('publish').map(({ payload }) => payload.toString());
const isPresent = (client: RawClient): boolean | undefined => client.of('connack')[0]?.sessionPresent;

beforeEach(async () => {
  authority = await startAuthority();
  authority.givingRules = true;
  await start();
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.socket.destroy();
  await broker!.stop();
  await authority.stop();
});

describe('a session that its client asked to keep', () => {
  it('has what came while the client was away, in order, and needs no new SUBSCRIBE', async () => {
    await leave(METER, TOKENS);
    for (const message of ['one', 'two', 'three']) await send(TOKENS, message);

    const back = await login(METER, { clean: false });
    await back.until(() => back.of('publish').length === 3);

    expect(isPresent(back)).toBe(true);
    expect(heard(back)).toEqual(['one', 'two', 'three']);
    await send(TOKENS, 'four');
    await back.until(() => heard(back).includes('four'));
  });

  it('is sent again what was not acknowledged, and nothing that was', async () => {
    await leave(METER, TOKENS);
    for (const message of ['one', 'two']) await send(TOKENS, message);
    const once = await login(METER, { clean: false });
    await once.until(() => once.of('publish').length === 2);
    once.ack(once.of('publish')[0]?.messageId);
    once.send({ cmd: 'pingreq' });
    await once.until(() => once.of('pingresp').length === 1);
    once.kill();
    await telemetry.until(() => broker!.connections() === 1);

    const again = await login(METER, { clean: false });
    await again.until(() => again.of('publish').length === 1);

    expect(heard(again)).toEqual(['two']);
  });

  it('keeps nothing of what was not granted', async () => {
    await leave(METER, '#', TOKENS, 'meters/+/tokens');
    await send('meters/07000000025/tokens', 'of another');
    await send(TOKENS, 'own');

    const back = await login(METER, { clean: false });
    await back.until(() => back.of('publish').length > 0);
    await send('meters/07000000025/tokens', 'of another');
    await send(TOKENS, 'own again');
    await back.until(() => back.of('publish').length > 1);

    expect(heard(back)).toEqual(['own', 'own again']);
  });

  it('ends with a clean one', async () => {
    await leave(METER, TOKENS);
    await send(TOKENS, 'one');

    const clean = await login(METER);
    expect(isPresent(clean)).toBe(false);
    clean.kill();
    const back = await login(METER, { clean: false });

    expect(isPresent(back)).toBe(false);
    await send(TOKENS, 'two');
    expect(heard(back)).toEqual([]);
  });

  it('holds so many messages; what is beyond is left out, and there is room again when they were taken', async () => {
    await start({ maxQueuedOfOne: 2 });
    await leave(METER, TOKENS);
    for (const message of ['one', 'two', 'three']) await send(TOKENS, message);

    const back = await login(METER, { clean: false });
    await back.until(() => back.of('publish').length === 2);
    back.ack(...back.of('publish').map(({ messageId }) => messageId));
    back.send({ cmd: 'pingreq' });
    await back.until(() => back.of('pingresp').length === 1);
    await send(TOKENS, 'four');
    await back.until(() => back.of('publish').length === 3);

    expect(heard(back)).toEqual(['one', 'two', 'four']);
  });

  it('is forgotten for others that went later, and after so long', async () => {
    await start({ maxKeptSessions: 1 });
    await leave(METER, TOKENS);
    await leave('07000000025', 'meters/07000000025/tokens');
    expect(isPresent(await login(METER, { clean: false }))).toBe(false);
    expect(isPresent(await login('07000000025', { clean: false }))).toBe(true);

    await start({ keptSessionMs: -1 });
    await leave(METER, TOKENS);
    expect(isPresent(await login(METER, { clean: false }))).toBe(false);
  });

  it('is never the service’s own', async () => {
    const again = await login('telemetry', { clean: false, clientId: 'telemetry-2' });
    await again.subscribe('meters/+/readings');
    again.kill();

    expect(isPresent(await login('telemetry', { clean: false, clientId: 'telemetry-2' }))).toBe(false);
  });
});
