import type { RawClient } from '@openprepay/embedded-mqtt/raw-client';
import { meterPan } from '@openprepay/sts';
import { eventually } from '@openprepay/testing/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TelemetryStack } from './telemetry-stack.js';

let stack: TelemetryStack;

beforeAll(async () => {
  stack = await TelemetryStack.start();
  await stack.startService();
});

afterAll(() => stack.stop());

interface Meter {
  readonly meterNumber: string;
  readonly password: string;
}

const connected = async (utility?: string): Promise<{ meter: Meter; client: RawClient }> => {
  const meter = await stack.newMeter(utility);
  return { meter, client: await stack.login(meter) };
};

const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
const reading = (seq: number, ts: string, value: string): string => JSON.stringify({ seq, ts, registers: { '1-0:1.8.0': value } });

async function sendAndWait(client: RawClient, topic: string, payload: string | Buffer, id: number): Promise<void> {
  client.publish(topic, payload, id);
  await client.until(() => client.acked().includes(id) || client.closed);
  expect(client.acked()).toContain(id);
}

interface Series {
  readonly items: readonly { readonly ts: string; readonly value: string; readonly count?: number }[];
  readonly nextCursor?: string;
}

describe('readings', () => {
  it('are stored once each, whole, and answered as a series', async () => {
    const { meter, client } = await connected();
    const topic = `meters/${meter.meterNumber}/readings`;
    const [first, second] = [minutesAgo(20), minutesAgo(10)];

    await sendAndWait(client, topic, reading(1, first, '1234.567'), 1);
    await sendAndWait(client, topic, reading(2, second, '1234.900'), 2);
    await sendAndWait(client, topic, reading(2, second, '1234.900'), 3);

    const path = `/v1/meters/${meter.meterNumber}/readings?register=1-0:1.8.0`;
    await eventually(async () => {
      const { body } = await stack.call<Series>('GET', path);
      expect(body.items.map(({ ts, value }) => [ts, value])).toEqual([
        [first, '1234.567'],
        [second, '1234.900'],
      ]);
    });
    const page = await stack.call<Series>('GET', `${path}&limit=1`);
    expect(page.body.items).toHaveLength(1);
    const next = await stack.call<Series>('GET', `${path}&limit=1&cursor=${page.body.nextCursor}`);
    expect(next.body.items[0]?.value).toBe('1234.900');
    const day = await stack.call<Series>('GET', `${path}&resolution=day&from=${minutesAgo(3000)}`);
    expect(day.body.items.reduce((sum, { count = 0 }) => sum + count, 0)).toBe(2);
  });

  it('that contradict a stored one are kept beside it, the first stands', async () => {
    const { meter, client } = await connected();
    const topic = `meters/${meter.meterNumber}/readings`;
    const ts = minutesAgo(5);

    await sendAndWait(client, topic, reading(1, ts, '10'), 1);
    await eventually(async () => expect(await pointsOf(meter)).toEqual(['10']));
    await sendAndWait(client, topic, reading(2, ts, '11'), 2);
    await sendAndWait(client, topic, reading(3, ts, '10.0'), 3);

    await eventually(async () => {
      const conflicts = await stack.rows('select value::text, stored_value::text from reading_conflict where meter_number = $1', [
        meter.meterNumber,
      ]);
      expect(conflicts).toEqual([{ value: '11', stored_value: '10' }]);
    });
    expect(await pointsOf(meter)).toEqual(['10']);
  });

  it('of other months get a partition on demand, and those out of bounds go to the quarantine with the good ones kept', async () => {
    const { meter, client } = await connected();
    const topic = `meters/${meter.meterNumber}/readings`;
    const old = new Date(Date.now() - 400 * 86_400_000).toISOString();
    const future = new Date(Date.now() + 2 * 86_400_000).toISOString();
    const registers = { '1-0:1.8.0': '1' };

    await sendAndWait(client, topic, reading(1, old, '5'), 1);
    await sendAndWait(
      client,
      topic,
      JSON.stringify({
        seq: 2,
        readings: [
          { ts: future, registers },
          { ts: minutesAgo(1), registers },
        ],
      }),
      2,
    );
    await sendAndWait(client, topic, reading(3, '1970-01-01T00:00:00Z', '5'), 3);

    await eventually(async () => expect(await pointsOf(meter)).toEqual(['5', '1']));
    expect(await quarantineOf(meter)).toEqual(['telemetry.reading_in_future', 'telemetry.reading_too_old']);
  });

  it('are kept where others beside them cannot be, and one row says what was wrong', async () => {
    const { meter, client } = await connected();
    const readings = Array.from({ length: 500 }, (_, index) => ({
      ts: minutesAgo(index + 1),
      registers: { '1-0:1.8.0': `${index}`, '1-0:32.7.0': index === 7 ? 'nan' : '230' },
    }));
    readings[0]!.ts = '1970-01-01T00:00:00Z';

    await sendAndWait(client, `meters/${meter.meterNumber}/readings`, JSON.stringify({ seq: 1, readings }), 1);

    await eventually(async () => expect(await pointsOf(meter)).toHaveLength(2 * 499 - 1));
    const rows = await stack.rows('select code, reason from quarantine where meter_number = $1', [meter.meterNumber]);
    expect(rows).toEqual([
      { code: 'telemetry.payload_invalid', reason: expect.stringMatching(/readings\.7\.registers\.1-0:32\.7\.0.*1970/) as string },
    ]);
  });

  it('move the shadow forward and never back', async () => {
    const { meter, client } = await connected();
    const topic = `meters/${meter.meterNumber}/readings`;
    await sendAndWait(client, topic, reading(2, minutesAgo(1), '20'), 1);
    await sendAndWait(client, topic, reading(1, minutesAgo(60), '10'), 2);
    await eventually(async () => expect(await pointsOf(meter)).toHaveLength(2));

    const { body } = await stack.call('GET', `/v1/meters/${meter.meterNumber}`);
    expect(body).toMatchObject({ meterNumber: meter.meterNumber, connected: true, registers: { '1-0:1.8.0': { value: '20' } } });
  });
});

describe('what is wrong', () => {
  it('is acknowledged, kept whole with its reason, and holds nobody up', async () => {
    const { meter, client } = await connected();
    const topic = `meters/${meter.meterNumber}/readings`;
    const bad: readonly [string | Buffer, string][] = [
      ['{"seq":1,', 'telemetry.payload_not_json'],
      [JSON.stringify({ seq: 1, ts: minutesAgo(1), registers: { '1-0:1.8.0': 'NaN' } }), 'telemetry.payload_invalid'],
      [Buffer.from([0xff, 0xfe, 0x00]), 'telemetry.payload_not_json'],
      ['x'.repeat(70_000), 'telemetry.payload_too_large'],
      [
        JSON.stringify({ seq: 1, ts: minutesAgo(1), registers: { '1-0:1.8.0': '1' }, meterNumber: '07000000025' }),
        'telemetry.meter_number_mismatch',
      ],
    ];

    for (const [index, [payload]] of bad.entries()) await sendAndWait(client, topic, payload, index + 1);
    await sendAndWait(client, topic, reading(9, minutesAgo(1), '1'), 99);

    expect((await quarantineOf(meter)).toSorted()).toEqual(bad.map(([, code]) => code).toSorted());
    const { body } = await stack.call<{ items: { payload: string; payloadBytes: number; code: string; meterNumber: string }[] }>(
      'GET',
      `/v1/quarantine?meterNumber=${meter.meterNumber}`,
    );
    expect(body.items.find(({ code }) => code === 'telemetry.payload_too_large')?.payloadBytes).toBe(70_000);
    expect(body.items.some(({ payload }) => payload === '{"seq":1,')).toBe(true);
    await eventually(async () => expect(await pointsOf(meter)).toEqual(['1']));
  });

  it('counts instead of piling up when the same bytes come again', async () => {
    const { meter, client } = await connected();
    for (const id of [1, 2, 3]) await sendAndWait(client, `meters/${meter.meterNumber}/events`, 'poison', id);

    const rows = await stack.rows('select times from quarantine where meter_number = $1', [meter.meterNumber]);
    expect(rows).toEqual([{ times: 3 }]);
  });

  it('never reaches another meter: its topic is refused, closed and written down', async () => {
    const { meter, client } = await connected();
    const other = await stack.newMeter();

    client.publish(`meters/${other.meterNumber}/readings`, reading(1, minutesAgo(1), '666'), 1);

    await client.until(() => client.closed);
    expect(client.acked()).toEqual([]);
    expect(await quarantineOf(meter)).toEqual(['telemetry.topic_not_allowed']);
    expect(await pointsOf(other)).toEqual([]);
    const again = await stack.login(meter);
    expect(await again.subscribe('meters/+/tokens', `meters/${other.meterNumber}/tokens`, '#')).toMatchObject({ granted: [128, 128, 128] });
  });

  it('closes the connection on a megabyte, and the meter may come back', async () => {
    const { meter, client } = await connected();
    client.publish(`meters/${meter.meterNumber}/readings`, Buffer.alloc(1_048_576, 0x20), 1);
    await client.until(() => client.closed);

    const again = await stack.login(meter);
    await sendAndWait(again, `meters/${meter.meterNumber}/readings`, reading(1, minutesAgo(1), '1'), 1);
  });
});

describe('presence', () => {
  it('follows the state message and the last will', async () => {
    const meter = await stack.newMeter();
    const topic = `meters/${meter.meterNumber}/state`;
    const client = await stack.login(meter, { will: { topic, payload: Buffer.from('{"online":false}'), qos: 1, retain: true } });

    client.publish(topic, '{"online":true,"firmware":"1.2.3"}', { id: 1, retain: true });
    await eventually(async () => expect(await shadowOf(meter)).toMatchObject({ connected: true, firmware: '1.2.3' }));
    client.kill();
    await eventually(async () => expect(await shadowOf(meter)).toMatchObject({ connected: false, firmware: '1.2.3' }));

    await eventually(() =>
      expect(
        stack.eventsOf('telemetry.meter-presence.changed', meter.meterNumber).map(({ data }) => (data as { online: boolean }).online),
      ).toEqual([true, false]),
    );
  });
});

describe('a greedy meter', () => {
  it('that floods its state waits behind itself: another meter is answered before it is through', async () => {
    const many = 400;
    const [greedy, honest] = [await connected(), await connected()];

    for (let id = 1; id <= many; id++) greedy.client.publish(`meters/${greedy.meter.meterNumber}/state`, `{"online":${id % 2 === 0}}`, id);
    await greedy.client.until(() => greedy.client.acked().length > 0);
    await sendAndWait(honest.client, `meters/${honest.meter.meterNumber}/state`, '{"online":true}', 1);

    expect(greedy.client.acked().length).toBeLessThan(many);
    await greedy.client.until(() => greedy.client.acked().length === many, 60_000);
  });
});

describe('events and alarms', () => {
  it('a tamper raises one alarm however often it is said, and again once somebody has looked', async () => {
    const { meter, client } = await connected();
    const topic = `meters/${meter.meterNumber}/events`;
    const tamper = (seq: number): string => JSON.stringify({ seq, ts: minutesAgo(1), kind: 'tamper' });

    await sendAndWait(client, topic, tamper(1), 1);
    await sendAndWait(client, topic, tamper(1), 2);
    await sendAndWait(client, topic, tamper(2), 3);

    const alarms = (): Promise<{ body: { items: { alarmId: string }[] } }> =>
      stack.call('GET', `/v1/alarms?meterNumber=${meter.meterNumber}&state=open`);
    const [alarm] = await eventually(async () => {
      const { items } = (await alarms()).body;
      expect(items).toHaveLength(1);
      return items;
    });
    expect((await stack.call('POST', `/v1/alarms/${alarm!.alarmId}/acknowledge`, { roles: ['clerk'] })).status).toBe(403);
    expect((await stack.call('POST', `/v1/alarms/${alarm!.alarmId}/acknowledge`)).status).toBe(200);
    expect((await stack.call('POST', `/v1/alarms/${alarm!.alarmId}/acknowledge`)).body['code']).toBe('telemetry.alarm_acknowledged');
    await sendAndWait(client, topic, tamper(3), 4);
    await eventually(async () => expect((await alarms()).body.items).toHaveLength(1));
    await eventually(() => expect(stack.eventsOf('telemetry.alarm.raised', meter.meterNumber)).toHaveLength(2));
  });

  it('an event of a kind that only a later version knows raises none and is in nobody’s way', async () => {
    const { meter, client } = await connected();
    const at = new Date();
    const later = { meterNumber: meter.meterNumber, meterPan: meterPan(meter.meterNumber), seq: 1, ts: at, receivedAt: at };

    await stack.announceMeterEvent({ ...later, kind: { unknown: 'magnet' } });
    await sendAndWait(client, `meters/${meter.meterNumber}/events`, JSON.stringify({ seq: 2, ts: at.toISOString(), kind: 'tamper' }), 1);

    await eventually(() => expect(stack.eventsOf('telemetry.alarm.raised', meter.meterNumber)).toHaveLength(1));
    const parked = await stack.call<{ readonly items: readonly { readonly key: string }[] }>('GET', '/v1/parked-messages');
    expect(parked.body.items.filter(({ key }) => key === later.meterPan)).toEqual([]);
  });

  it('an event out of bounds is set aside, as a reading is', async () => {
    const { meter, client } = await connected();
    const topic = `meters/${meter.meterNumber}/events`;
    for (const [id, ts] of ['9999-12-31T00:00:00Z', '1970-01-01T00:00:00Z'].entries())
      await sendAndWait(client, topic, JSON.stringify({ seq: id + 1, ts, kind: 'tamper' }), id + 1);

    expect((await quarantineOf(meter)).toSorted()).toEqual(['telemetry.event_in_future', 'telemetry.event_too_old']);
    expect((await stack.call<{ items: unknown[] }>('GET', `/v1/alarms?meterNumber=${meter.meterNumber}`)).body.items).toEqual([]);
  });

  it('a relay event moves the shadow', async () => {
    const { meter, client } = await connected();
    await sendAndWait(client, `meters/${meter.meterNumber}/events`, JSON.stringify({ seq: 1, ts: minutesAgo(1), kind: 'relay-opened' }), 1);
    await eventually(async () => expect(await shadowOf(meter)).toMatchObject({ relay: 'open' }));
  });
});

const shadowOf = async (meter: Meter): Promise<Record<string, unknown>> =>
  (await stack.call('GET', `/v1/meters/${meter.meterNumber}`)).body;

const pointsOf = async ({ meterNumber }: Meter): Promise<string[]> =>
  (await stack.rows<{ value: string }>('select value::text from reading where meter_number = $1 order by ts', [meterNumber])).map(
    ({ value }) => value,
  );

const quarantineOf = async ({ meterNumber }: Meter): Promise<string[]> =>
  (await stack.rows<{ code: string }>('select code from quarantine where meter_number = $1 order by received_at, code', [meterNumber])).map(
    ({ code }) => code,
  );
