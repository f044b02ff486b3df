import { eventually } from '@openprepay/testing/eventually';
import { newMeterNumber } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSparkplug, type WrittenMetric } from '../src/dialects/sparkplug-payload.js';
import { TelemetryStack } from './telemetry-stack.js';

const TASMOTA = { code: 'plug', dialect: 'tasmota', topicPattern: 'tele/{meterNumber}/SENSOR', timeZone: 'Africa/Nairobi' };
const REFUSED = 128;

let stack: TelemetryStack;

beforeAll(async () => {
  stack = await TelemetryStack.start();
  await stack.startService();
});

afterAll(() => stack.stop());

const create = (body: object, utility?: string) =>
  stack.call('POST', '/v1/device-profiles', { roles: ['engineer'], body, ...(utility === undefined ? {} : { utility }) });

async function deviceOf(profile: string, utility?: string) {
  const meterNumber = newMeterNumber();
  const of = utility === undefined ? {} : { utility };
  await stack.announceMeter(meterNumber, utility);
  const body = { deviceProfile: profile };
  const answer = await stack.call('POST', `/v1/meters/${meterNumber}/credentials`, { roles: ['engineer'], body, ...of });
  expect(answer.status).toBe(201);
  return { meterNumber, password: String(answer.body['password']) };
}

const shadowOf = async (meterNumber: string) => (await stack.call('GET', `/v1/meters/${meterNumber}`)).body;
const localNow = (): string => new Date(Date.now() + 3 * 3_600_000).toISOString().slice(0, 19);

describe('a device profile', () => {
  it('opens its topics to a meter with its own number, and what is said there is stored under its registers', async () => {
    const made = await create({ ...TASMOTA, credit: { from: 'ENERGY.Credit', factor: '0.1' } });
    expect(made).toMatchObject({
      status: 201,
      body: { code: 'plug', timeZone: 'Africa/Nairobi', credit: { from: 'ENERGY.Credit', factor: '0.1' } },
    });
    const meter = await deviceOf('plug');
    const client = await stack.login(meter);

    client.publish(`tele/${meter.meterNumber}/LWT`, 'Online', { id: 1, retain: true });
    const energy = { Total: [600.25, 634.25], Power: 412, Voltage: 229.4, Credit: 573 };
    client.publish(`tele/${meter.meterNumber}/SENSOR`, JSON.stringify({ Time: localNow(), ENERGY: energy }), 2);
    client.publish(`stat/${meter.meterNumber}/POWER`, 'OFF', 3);
    await client.until(() => client.acked().length === 3);

    await eventually(async () =>
      expect(await shadowOf(meter.meterNumber)).toMatchObject({
        connected: true,
        relay: 'open',
        creditRemaining: '57.3',
        registers: { '1-0:1.8.0': { value: '1234.5' }, '1-0:16.7.0': { value: '412' } },
      }),
    );
  });

  it('keeps a device from the topics of others, of its own number elsewhere, and of everybody', async () => {
    const [meter, other] = [await deviceOf('plug'), await deviceOf('plug')];

    for (const topic of [`tele/${other.meterNumber}/SENSOR`, `meters/${meter.meterNumber}/readings`, 'tele/+/SENSOR']) {
      const client = await stack.login(meter);
      client.publish(topic.replace('+', 'x'), '{}', 1);
      await client.until(() => client.closed);
    }
    const client = await stack.login(meter);
    expect(await client.subscribe('cmnd/#')).toMatchObject({ granted: [REFUSED] });
  });

  it('says what a message was refused for, under the meter that said it', async () => {
    const meter = await deviceOf('plug');
    const client = await stack.login(meter);
    client.publish(`tele/${meter.meterNumber}/SENSOR`, JSON.stringify({ ENERGY: { Total: 'much' } }), 1);
    await client.until(() => client.acked().length === 1);

    const { body } = await stack.call('GET', `/v1/quarantine?meterNumber=${meter.meterNumber}`);
    expect(body).toMatchObject({ items: [{ code: 'telemetry.payload_invalid', reason: 'ENERGY.Total: no value for 1-0:1.8.0' }] });
  });

  it('lets a device of ThingsBoard’s interface call itself me, because the broker says who it is', async () => {
    await create({ code: 'board', dialect: 'thingsboard', topicPattern: 'v1/devices/me/telemetry', registers: { '1-0:1.8.0': 'kwh' } });
    const [meter, other] = [await deviceOf('board'), await deviceOf('board')];
    const client = await stack.login(meter);

    client.publish('v1/devices/me/telemetry', JSON.stringify({ kwh: 77.5 }), 1);
    await client.until(() => client.acked().length === 1);

    await eventually(async () =>
      expect(await shadowOf(meter.meterNumber)).toMatchObject({ registers: { '1-0:1.8.0': { value: '77.5' } } }),
    );
    expect((await shadowOf(other.meterNumber))['registers']).toEqual({});
    const stranger = await stack.login(await deviceOf('plug'));
    stranger.publish('v1/devices/me/telemetry', JSON.stringify({ kwh: 1 }), 1);
    await stranger.until(() => stranger.closed);
  });

  it('is of one utility: another neither sees it nor gives it to a meter', async () => {
    const { body } = await stack.call('GET', '/v1/device-profiles', { utility: 'other', roles: ['operator'] });
    expect(body).toEqual({ items: [] });
    expect(await stack.call('GET', '/v1/device-profiles/plug', { utility: 'other' })).toMatchObject({
      status: 404,
      body: { code: 'telemetry.device_profile_unknown' },
    });
    const meterNumber = newMeterNumber();
    await stack.announceMeter(meterNumber, 'other');
    const options = { utility: 'other', roles: ['engineer'], body: { deviceProfile: 'plug' } } as const;
    expect(await stack.call('POST', `/v1/meters/${meterNumber}/credentials`, options)).toMatchObject({
      status: 404,
      body: { code: 'telemetry.device_profile_unknown' },
    });
  });

  it.each([
    [TASMOTA, 409, 'telemetry.device_profile_exists'],
    [{ ...TASMOTA, code: 'b', topicPattern: 'tele/+/SENSOR' }, 400, 'telemetry.topic_pattern_invalid'],
    [{ ...TASMOTA, code: 'b', topicPattern: '$SYS/{meterNumber}' }, 400, 'telemetry.topic_pattern_invalid'],
    [{ ...TASMOTA, code: 'b', timeZone: 'Mars/Olympus' }, 400, 'telemetry.time_zone_unknown'],
    [{ ...TASMOTA, code: 'b', dialect: 'morse' }, 400, 'request.invalid'],
  ])('%j is refused', async (body, status, code) => {
    expect(await create(body)).toMatchObject({ status, body: { code } });
  });

  it('is mended by what it says of registers, and what comes after is read by it', async () => {
    await create({ ...TASMOTA, code: 'gas', topicPattern: 'tele/gas/{meterNumber}/SENSOR' });
    const meter = await deviceOf('gas');
    const body = { registers: { '7-0:3.0.0': { from: 'GAS.Litres', factor: '0.001' } } };
    expect(await stack.call('PUT', '/v1/device-profiles/gas', { roles: ['engineer'], body })).toMatchObject({ status: 200 });

    const client = await stack.login(meter);
    client.publish(`tele/gas/${meter.meterNumber}/SENSOR`, JSON.stringify({ GAS: { Litres: 1500 } }), 1);
    await client.until(() => client.acked().length === 1);

    await eventually(async () => expect(await shadowOf(meter.meterNumber)).toMatchObject({ registers: { '7-0:3.0.0': { value: '1.5' } } }));
  });

  it('is that of now for a meter of which another instance was told since: nothing it says is set aside for that', async () => {
    await create({
      code: 'early',
      dialect: 'tasmota',
      topicPattern: 'tele/{meterNumber}/SENSOR',
      registers: { '1-0:1.8.0': 'ENERGY.Sum' },
    });
    await create({ code: 'later', dialect: 'tasmota', topicPattern: 'later/{meterNumber}/SENSOR' });
    const meter = await deviceOf('early');
    const { meterNumber } = meter;
    const client = await stack.login(meter);
    client.publish(`tele/${meterNumber}/SENSOR`, JSON.stringify({ ENERGY: { Sum: 1 } }), 1);
    await client.until(() => client.acked().includes(1));
    // What another instance writes down; this one remembers the meter as it was.
    await stack.rows(`update mqtt_credential set device_profile = 'later' where meter_number = $1`, [meterNumber]);

    await eventually(async () => {
      const again = await stack.login(meter);
      again.publish(`later/${meterNumber}/SENSOR`, JSON.stringify({ ENERGY: { Total: 2.5 } }), 2);
      await again.until(() => again.acked().includes(2));
    });

    await eventually(async () => expect(await shadowOf(meterNumber)).toMatchObject({ registers: { '1-0:1.8.0': { value: '2.5' } } }));
    expect((await stack.call<{ items: unknown[] }>('GET', `/v1/quarantine?meterNumber=${meterNumber}`)).body.items).toEqual([]);
  });

  it('stays with a meter whose password is made anew, until it is said otherwise', async () => {
    const { meterNumber } = await deviceOf('plug');
    const renew = (body?: object) => stack.call('POST', `/v1/meters/${meterNumber}/credentials`, { roles: ['engineer'], body });
    const profile = async () =>
      (await stack.rows('select device_profile as code from mqtt_credential where meter_number = $1', [meterNumber]))[0];

    expect((await renew()).status).toBe(201);
    expect(await profile()).toEqual({ code: 'plug' });
    expect((await renew({ deviceProfile: null })).status).toBe(201);
    expect(await profile()).toEqual({ code: null });
  });
});

describe('a device of Sparkplug B', () => {
  const payload = (metrics: readonly WrittenMetric[]): Buffer => Buffer.from(writeSparkplug({ timestamp: Date.now(), seq: 0, metrics }));

  it('whose birth the database does not take is set aside with it, and holds up nobody else', async () => {
    await create({
      code: 'spb-other',
      dialect: 'sparkplug-b',
      topicPattern: 'spBv1.0/other/+/{meterNumber}',
      registers: { '1-0:1.8.0': 'Energy' },
    });
    const [hostile, honest] = [await deviceOf('spb-other'), await deviceOf('spb-other')];
    await stack.rows(`alter table dialect_memory add constraint refused check (meter_number <> '${hostile.meterNumber}')`);
    const [thief, client] = [await stack.login(hostile), await stack.login(honest)];

    thief.publish(`spBv1.0/other/NBIRTH/${hostile.meterNumber}`, payload([{ name: 'Energy', alias: 1, value: 1 }]), 1);
    client.publish(`spBv1.0/other/NBIRTH/${honest.meterNumber}`, payload([{ name: 'Energy', alias: 7, value: 10.5 }]), 1);
    await Promise.all([thief, client].map((one) => one.until(() => one.acked().includes(1), 30_000)));

    const { body } = await stack.call('GET', `/v1/quarantine?meterNumber=${hostile.meterNumber}`);
    expect(body).toMatchObject({ items: [{ code: 'telemetry.handling_failed' }] });
    await eventually(async () =>
      expect(await shadowOf(honest.meterNumber)).toMatchObject({ registers: { '1-0:1.8.0': { value: '10.5' } } }),
    );
  });

  it('is understood by the birth that it told before the service was started again, and asked for one that was not heard', async () => {
    await create({
      code: 'spb',
      dialect: 'sparkplug-b',
      topicPattern: 'spBv1.0/acme/+/{meterNumber}',
      registers: { '1-0:1.8.0': 'Energy' },
    });
    const meter = await deviceOf('spb');
    const topic = (type: string): string => `spBv1.0/acme/${type}/${meter.meterNumber}`;
    const client = await stack.login(meter);
    await client.subscribe(topic('NCMD'));

    client.publish(topic('NDATA'), payload([{ alias: 7, value: 1.5 }]), 1);
    await client.until(() => client.acked().includes(1) && client.of('publish').length === 1);
    expect(client.of('publish')[0]).toMatchObject({ topic: topic('NCMD') });
    const { body } = await stack.call('GET', `/v1/quarantine?meterNumber=${meter.meterNumber}`);
    expect(body).toMatchObject({ items: [{ code: 'telemetry.birth_missing' }] });

    client.publish(topic('NBIRTH'), payload([{ name: 'Energy', alias: 7, value: 10.5 }]), 2);
    await client.until(() => client.acked().includes(2));
    await stack.stopService();
    await stack.startService();
    client.publish(topic('NDATA'), payload([{ alias: 7, value: 11.25 }]), 3);
    await client.until(() => client.acked().includes(3), 30_000);

    await eventually(async () =>
      expect(await shadowOf(meter.meterNumber)).toMatchObject({ registers: { '1-0:1.8.0': { value: '11.25' } } }),
    );
  });
});
