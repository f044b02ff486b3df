import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RawClient } from '@openprepay/embedded-mqtt/raw-client';
import { eventually } from '@openprepay/testing/eventually';
import { UTILITY } from '@openprepay/testing/identity';
import { newMeterNumber } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareFile } from '../src/dynamic-security/initial-file.js';
import { dynamicSecurity, findPlugin } from './mosquitto-security.js';
import { hasMosquitto, Mosquitto } from './mosquitto.js';
import { SteadfastMeter } from './steadfast-meter.js';
import { MQTT_PASSWORD, TelemetryStack } from './telemetry-stack.js';

const WHAT = "telemetry with mosquitto's dynamic security";
const plugin = hasMosquitto(WHAT) ? findPlugin(WHAT) : undefined;

const TOKEN = '2'.repeat(20);
const REFUSED_SUBSCRIPTION = 128;
const SHARED_GROUP = 'telemetry';
const METERS = 6;
const READINGS = 60;

interface Login {
  readonly meterNumber: string;
  readonly password: string;
}

/** mosquitto as `docker compose up` has it: this service alone tells it who may connect, and where. */
describe.skipIf(plugin === undefined)('with mosquitto and its dynamic security', () => {
  let stack: TelemetryStack;
  let mosquitto: Mosquitto;

  beforeAll(async () => {
    stack = await TelemetryStack.startWithoutBroker({
      MQTT_DYNAMIC_SECURITY: 'true',
      MQTT_CLEAN_SESSION: 'false',
      MQTT_CLIENT_ID: 'telemetry-1',
    });
    mosquitto = await Mosquitto.start(stack.ports.mqtt, dynamicSecurity(plugin ?? '', SHARED_GROUP));
    await stack.startService();
  });

  afterAll(async () => {
    await stack.stop();
    await mosquitto.stop();
  });

  const credentialsOf = (meterNumber: string, utility = UTILITY) =>
    stack.call('POST', `/v1/meters/${meterNumber}/credentials`, { utility, roles: ['engineer'] });
  const codeOf = (client: RawClient): number | undefined => client.of('connack')[0]?.returnCode;
  const send = async (client: RawClient, topic: string, payload: string, id: number): Promise<void> => {
    client.publish(topic, payload, id);
    await client.until(() => client.acked().includes(id));
  };
  const reading = (seq: number): string =>
    JSON.stringify({ seq, ts: new Date(Date.now() - seq * 60_000).toISOString(), registers: { '1-0:1.8.0': `${seq}` } });
  const valuesOf = async ({ meterNumber }: Login): Promise<string[]> =>
    (await stack.rows<{ value: string }>('select value::text from reading where meter_number = $1 order by value', [meterNumber])).map(
      ({ value }) => value,
    );

  it('lets a meter in with its credentials, stores its readings and sends it its token', async () => {
    const meter = await stack.newMeter();
    const client = await stack.login(meter);
    expect(codeOf(client)).toBe(0);
    await client.subscribe(`meters/${meter.meterNumber}/tokens`);
    await send(client, `meters/${meter.meterNumber}/state`, '{"online":true}', 1);
    await send(client, `meters/${meter.meterNumber}/readings`, reading(1), 2);
    await eventually(async () => expect(await valuesOf(meter)).toEqual(['1']));

    await stack.announceVend(meter.meterNumber, [TOKEN]);
    await client.until(() => client.of('publish').length > 0);
    const { deliveryId, tokens } = JSON.parse(client.of('publish')[0]!.payload.toString()) as { deliveryId: string; tokens: string[] };
    expect(tokens).toEqual([TOKEN]);
    await send(client, `meters/${meter.meterNumber}/token-results`, JSON.stringify({ deliveryId, token: TOKEN, result: 'accepted' }), 3);

    await eventually(() => expect(stack.eventsOf('telemetry.token.accepted', meter.meterNumber)).toHaveLength(1));
  });

  it('opens the topics of its device profile to a meter, hears it there, and lets nobody else in', async () => {
    const profile = { code: 'plug', dialect: 'tasmota', topicPattern: 'tele/{meterNumber}/SENSOR' };
    expect(await stack.call('POST', '/v1/device-profiles', { roles: ['engineer'], body: profile })).toMatchObject({ status: 201 });
    const meter = await stack.newMeter();
    const { meterNumber } = meter;
    const asked = { roles: ['engineer'], body: { deviceProfile: 'plug' } } as const;
    const { body } = await stack.call('POST', `/v1/meters/${meterNumber}/credentials`, asked);
    const client = await stack.login({ meterNumber, password: String(body['password']) });
    expect(codeOf(client)).toBe(0);
    expect(await client.subscribe(`cmnd/${meterNumber}/#`)).toMatchObject({ granted: [1] });

    // What is acknowledged before the service hears the topic is nobody's: it is said until it was heard.
    await eventually(async () => {
      await send(client, `tele/${meterNumber}/SENSOR`, JSON.stringify({ ENERGY: { Total: 12.5 } }), 1);
      expect(await valuesOf(meter)).toContain('12.5');
    });
    const other = await stack.login(await stack.newMeter());
    expect(await other.subscribe(`cmnd/${meterNumber}/#`)).toMatchObject({ granted: [REFUSED_SUBSCRIPTION] });
  });

  it('refuses a wrong password, a name that is not the client id, strangers and the nameless', async () => {
    const [meter, other] = [await stack.newMeter(), await stack.newMeter()];

    for (const [login, options] of [
      [{ ...meter, password: other.password }, {}],
      [meter, { clientId: other.meterNumber }],
      [meter, { clientId: 'telemetry-1' }],
      [{ meterNumber: newMeterNumber(), password: meter.password }, {}],
      [{ meterNumber: 'telemetry', password: meter.password }, {}],
    ] as const)
      expect(codeOf(await stack.login(login, options))).toBe(5);
    expect(codeOf(await stack.login(meter))).toBe(0);
  });

  it.each([
    (own: string, other: string) => [`meters/${other}/tokens`, own],
    (own: string) => ['meters/+/tokens', own],
    (own: string) => [`meters/${own}/+`, own],
    (own: string) => [`meters/${own}/#`, own],
    (own: string) => [`meters/${own}/readings`, own],
    (own: string) => [`$share/g/meters/${own}/tokens`, own],
    (own: string) => ['#', own],
    (own: string) => ['$SYS/#', own],
    (own: string) => ['$CONTROL/#', own],
    (own: string) => ['$CONTROL/dynamic-security/v1/response', own],
  ])('refuses a subscription that is not its own (%#)', async (filterOf) => {
    const [meter, other] = [await stack.newMeter(), await stack.newMeter()];
    const client = await stack.login(meter);

    expect(await client.subscribe(filterOf(meter.meterNumber, other.meterNumber)[0]!)).toMatchObject({ granted: [REFUSED_SUBSCRIPTION] });
  });

  it('gives nobody what a meter publishes on topics that are not its own', async () => {
    const [thief, victim] = [await stack.newMeter(), await stack.newMeter()];
    const client = await stack.login(thief);
    const listening = await stack.login(victim);
    await listening.subscribe(`meters/${victim.meterNumber}/tokens`);

    client.publish(`meters/${victim.meterNumber}/readings`, reading(7), 1);
    client.publish(`meters/${victim.meterNumber}/tokens`, JSON.stringify({ deliveryId: 'forged', tokens: [TOKEN] }), 2);
    client.publish(`meters/${thief.meterNumber}/tokens`, '{}', 3);
    client.publish(
      '$CONTROL/dynamic-security/v1',
      JSON.stringify({ commands: [{ command: 'setClientPassword', username: victim.meterNumber, password: 'stolen' }] }),
      4,
    );
    client.publish(`meters/${thief.meterNumber}/readings`, reading(8), 5);
    await client.until(() => client.acked().includes(5));

    await eventually(async () => expect(await valuesOf(thief)).toEqual(['8']));
    expect(await valuesOf(victim)).toEqual([]);
    expect(listening.of('publish')).toEqual([]);
    expect(listening.closed).toBe(false);
    expect(codeOf(await stack.login({ ...victim, password: 'stolen' }))).toBe(5);
  });

  it('lets a meter ask for thousands of topics of others without a row, and another meter go on meanwhile', async () => {
    const [greedy, honest] = [await stack.newMeter(), await stack.newMeter()];
    const client = await stack.login(greedy);

    client.send({
      cmd: 'subscribe',
      messageId: 1,
      subscriptions: Array.from({ length: 5_000 }, (_, index) => ({ topic: `x/${index}`, qos: 1 })),
    });
    const other = await stack.login(honest);
    expect(await other.subscribe(`meters/${honest.meterNumber}/tokens`)).toMatchObject({ granted: [1] });

    await client.until(() => client.of('suback').length > 0 || client.closed);
    expect(new Set(client.of('suback')[0]?.granted)).toEqual(new Set([128]));
    expect(await stack.rows('select 1 from quarantine where meter_number = $1', [greedy.meterNumber])).toEqual([]);
  });

  it('ends the password of the utility that a number was taken from, and its session', async () => {
    const meter = await stack.newMeter('other');
    await stack.announceMeter(meter.meterNumber, UTILITY);
    const session = await stack.login(meter);

    const path = `/v1/meters/${meter.meterNumber}`;
    await eventually(async () => {
      const { status } = await stack.call('POST', `${path}/reassign`, { roles: ['admin'], platform: true, body: { utility: UTILITY } });
      expect(status).toBe(200);
    });

    await session.until(() => session.closed);
    expect(codeOf(await stack.login(meter))).toBe(5);
    const { body } = await stack.call('POST', `${path}/credentials`);
    expect(codeOf(await stack.login({ ...meter, password: String(body['password']) }))).toBe(0);
  });

  it('lets the service hear the topics of any profile, alone or with its group, and sends it nothing that the broker says of itself', async () => {
    const service = (clientId: string) => stack.login({ meterNumber: 'telemetry', password: MQTT_PASSWORD }, { clientId });
    const granted = async (filter: string): Promise<unknown> => {
      const client = await service('telemetry-of-the-test');
      const answer = await client.subscribe(filter);
      client.kill();
      return answer;
    };

    for (const filter of ['meters/+/readings', 'tele/+/SENSOR', `$share/${SHARED_GROUP}/tele/+/SENSOR`])
      expect(await granted(filter), filter).toMatchObject({ granted: [1] });
    const client = await service('telemetry-of-the-test');
    await client.subscribe('$SYS/#', 'probe');
    client.publish('probe', 'here', 9);
    await client.until(() => client.of('publish').length > 0);
    expect(client.of('publish').map(({ topic }) => topic)).toEqual(['probe']);
    client.kill();
  });

  it('finds the file as it should be once the broker has written it itself', async () => {
    await stack.newMeter();
    const file = join(mosquitto.folder, 'dynamic-security.json');
    const access = { username: 'telemetry', password: MQTT_PASSWORD, sharedGroup: SHARED_GROUP, randomBytes };

    expect(await prepareFile(file, access, () => Promise.resolve(true))).toBe('unchanged');
    expect(await readFile(file, 'utf8')).not.toContain(MQTT_PASSWORD);
  });

  it('ends the old password and its session when credentials are replaced, and all of them when they are revoked', async () => {
    const meter = await stack.newMeter();
    const old = await stack.login(meter);

    const replaced = await credentialsOf(meter.meterNumber);
    const login = { ...meter, password: String(replaced.body['password']) };
    await old.until(() => old.closed);
    expect(codeOf(await stack.login(meter))).toBe(5);
    const client = await stack.login(login);
    expect(codeOf(client)).toBe(0);

    expect((await stack.call('DELETE', `/v1/meters/${meter.meterNumber}/credentials`)).status).toBe(204);
    await client.until(() => client.closed);
    expect(codeOf(await stack.login(login))).toBe(5);
    expect((await stack.call('DELETE', `/v1/meters/${meter.meterNumber}/credentials`)).status).toBe(404);
  });

  it('leaves the broker as it is for a utility that does not hold the number, also in a race', async () => {
    const meterNumber = newMeterNumber();
    await Promise.all([UTILITY, 'other'].map((utility) => stack.announceMeter(meterNumber, utility)));

    const answers = await Promise.all([UTILITY, 'other'].map((utility) => credentialsOf(meterNumber, utility)));

    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 404]);
    const { body } = answers.find(({ status }) => status === 201)!;
    expect(codeOf(await stack.login({ meterNumber, password: String(body['password']) }))).toBe(0);
  });

  it('answers 503 while the broker is away, and the former password stays in force', async () => {
    const meter = await stack.newMeter();
    const stored = () =>
      stack.rows('select encode(password_hash, $2) from mqtt_credential where meter_number = $1', [meter.meterNumber, 'hex']);
    const before = await stored();
    const fresh = newMeterNumber();
    await stack.announceMeter(fresh);
    await mosquitto.kill();

    for (const method of ['POST', 'DELETE'] as const) {
      const { status, body } = await stack.call(method, `/v1/meters/${meter.meterNumber}/credentials`);
      expect([status, body['code']]).toEqual([503, 'telemetry.broker_unavailable']);
    }
    await eventually(async () => expect((await credentialsOf(fresh)).body['code']).toBe('telemetry.broker_unavailable'));
    expect(await stored()).toEqual(before);
    expect(await stack.rows('select 1 from mqtt_credential where meter_number = $1', [fresh])).toEqual([]);

    await mosquitto.run();
    await stack.ready();
    expect(codeOf(await stack.login(meter))).toBe(0);
    const { body } = await credentialsOf(fresh);
    expect(codeOf(await stack.login({ meterNumber: fresh, password: String(body['password']) }))).toBe(0);
  });

  it('answers 503 in bounded time where the broker takes commands and says nothing', async () => {
    const meter = await stack.newMeter();
    mosquitto.freeze();
    const started = performance.now();
    const answers = await Promise.all([credentialsOf(meter.meterNumber), credentialsOf(meter.meterNumber)]);
    mosquitto.thaw();

    expect(answers.map(({ body }) => body['code'])).toEqual(['telemetry.broker_unavailable', 'telemetry.broker_unavailable']);
    expect(performance.now() - started).toBeLessThan(25_000);
    await stack.ready();
    await eventually(async () => expect((await credentialsOf(meter.meterNumber)).status).toBe(201));
  });

  it('loses nothing that the broker acknowledged when the service is killed in mid-flow', async () => {
    const logins = await Promise.all(Array.from({ length: METERS }, () => stack.newMeter()));
    await stack.stopService();
    const service = await stack.startProcess();
    const meters = logins.map((login) => new SteadfastMeter(stack.ports.mqtt, login));
    for (const [index, meter] of meters.entries()) {
      const topic = `meters/${logins[index]!.meterNumber}/readings`;
      for (let seq = 1; seq <= READINGS; seq++) meter.add({ topic, payload: reading(seq) });
    }
    const acknowledged = (): number => meters.reduce((sum, meter) => sum + meter.acknowledged.size, 0);

    const delivering = Promise.all(meters.map((meter) => meter.deliverAll(60_000)));
    await eventually(() => expect(acknowledged()).toBeGreaterThan(METERS * 5), { everyMs: 1 });
    const killed = service.kill();
    // Told to go in mid-flow; on a busy machine the broker has acknowledged the rest before it is gone.
    expect(acknowledged()).toBeLessThan(METERS * READINGS);
    await killed;
    await delivering;
    await stack.startProcess();

    const expected = Array.from({ length: READINGS }, (_, index) => `${index + 1}`).toSorted();
    await eventually(
      async () => {
        for (const login of logins) expect((await valuesOf(login)).toSorted()).toEqual(expected);
      },
      { timeoutMs: 60_000, everyMs: 250 },
    );
    expect(await stack.rows('select 1 from reading_conflict')).toEqual([]);
  });
});
