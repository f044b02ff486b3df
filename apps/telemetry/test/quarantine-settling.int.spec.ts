import { eventually } from '@openprepay/testing/eventually';
import { newMeterNumber } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TelemetryStack } from './telemetry-stack.js';

interface Message {
  readonly id: string;
  readonly code: string;
  readonly state: string;
}

let stack: TelemetryStack;

beforeAll(async () => {
  stack = await TelemetryStack.start();
  await stack.startService();
  const profile = { code: 'gas', dialect: 'tasmota', topicPattern: 'tele/{meterNumber}/SENSOR' };
  await stack.call('POST', '/v1/device-profiles', { roles: ['engineer'], body: profile });
});

afterAll(() => stack.stop());

const settle = (path: string, body?: object, utility?: string) =>
  stack.call<Record<string, unknown>>('POST', `/v1/quarantine/${path}`, { body, ...(utility === undefined ? {} : { utility }) });
const waiting = async (meterNumber: string, query = ''): Promise<readonly Message[]> =>
  (await stack.call<{ items: readonly Message[] }>('GET', `/v1/quarantine?meterNumber=${meterNumber}${query}`)).body.items;

/** A device whose message names what its profile has no decimal for yet. */
async function misread() {
  const meterNumber = newMeterNumber();
  await stack.announceMeter(meterNumber);
  const asked = { roles: ['engineer'], body: { deviceProfile: 'gas' } } as const;
  const { body } = await stack.call('POST', `/v1/meters/${meterNumber}/credentials`, asked);
  const client = await stack.login({ meterNumber, password: String(body['password']) });
  client.publish(`tele/${meterNumber}/SENSOR`, JSON.stringify({ ENERGY: { Total: 'x' }, GAS: 1500 }), 1);
  await client.until(() => client.acked().includes(1));
  const [message] = await waiting(meterNumber);
  return { meterNumber, client, message: message! };
}

const mendProfile = (registers: object) => stack.call('PUT', '/v1/device-profiles/gas', { roles: ['engineer'], body: { registers } });

describe('what was set aside', () => {
  it('stays with what is wrong until its profile is mended, and is stored then as of when it came', async () => {
    const { meterNumber, message } = await misread();
    expect(await settle(`${message.id}/replay`)).toMatchObject({ status: 200, body: { state: 'open', code: 'telemetry.payload_invalid' } });

    await mendProfile({ '1-0:1.8.0': 'ENERGY.Sum', '7-0:3.0.0': { from: 'GAS', factor: '0.001' } });
    expect(await settle(`${message.id}/replay`)).toMatchObject({ status: 200, body: { state: 'replayed', settledBy: expect.any(String) } });

    await eventually(async () =>
      expect((await stack.call('GET', `/v1/meters/${meterNumber}`)).body).toMatchObject({ registers: { '7-0:3.0.0': { value: '1.5' } } }),
    );
    expect(await waiting(meterNumber)).toEqual([]);
    expect(await waiting(meterNumber, '&state=replayed')).toMatchObject([{ id: message.id }]);
    expect(await settle(`${message.id}/replay`)).toMatchObject({ status: 409, body: { code: 'telemetry.quarantined_message_settled' } });
    await mendProfile({});
  });

  it('is given up with a reason, and is open again when it comes again', async () => {
    const { meterNumber, client, message } = await misread();

    expect(await settle(`${message.id}/discard`, { reason: 'a bench device' })).toMatchObject({
      status: 200,
      body: { state: 'discarded', settledReason: 'a bench device' },
    });
    expect(await waiting(meterNumber)).toEqual([]);

    client.publish(`tele/${meterNumber}/SENSOR`, JSON.stringify({ ENERGY: { Total: 'x' }, GAS: 1500 }), 2);
    await client.until(() => client.acked().includes(2));
    expect(await waiting(meterNumber)).toMatchObject([{ id: message.id, state: 'open' }]);
  });

  it('is settled by code, of one utility', async () => {
    const { meterNumber } = await misread();
    const body = { code: 'telemetry.payload_invalid', meterNumber };

    expect((await settle('discard', { ...body, reason: 'r' }, 'other')).body).toEqual({ settled: 0, refused: 0, left: false });
    expect((await settle('replay', body)).body).toEqual({ settled: 0, refused: 1, left: false });
    expect((await settle('discard', { ...body, reason: 'r' })).body).toEqual({ settled: 1, refused: 0, left: false });
  });

  it('is replayed behind any number of messages that stay wrong, by calls that go on where the one before ended', async () => {
    const { meterNumber, message } = await misread();
    await settle(`${message.id}/discard`, { reason: 'r' });
    const plant = (payload: string, rows: number, age: string) =>
      stack.rows(
        `insert into quarantine (id, utility, meter_number, topic, payload, payload_bytes, payload_digest, code, reason, received_at, last_received_at)
         select gen_random_uuid(), 'acme', $1, $2, payload, length(payload), sha256(payload), 'telemetry.payload_invalid', 'r', at, at
         from (select convert_to(replace($3, '#', n::text), 'UTF8') as payload, date_trunc('milliseconds', now()) - $5::interval + n * interval '1 ms' as at
           from generate_series(1, $4::int) as n) as planted`,
        [meterNumber, `tele/${meterNumber}/SENSOR`, payload, rows, age],
      );
    await plant('{"ENERGY":{"Total":"x"},"n":#}', 501, '2 hours');
    await plant('{"ENERGY":{"Total":4.5},"n":#}', 1, '1 hour');
    const body = { code: 'telemetry.payload_invalid', meterNumber };

    const first = (await settle('replay', body)).body;
    expect(first).toEqual({ settled: 0, refused: 500, left: true, nextCursor: expect.any(String) });
    const second = (await settle(`replay?cursor=${String(first['nextCursor'])}`, body)).body;

    expect(second).toEqual({ settled: 1, refused: 1, left: false });
    expect((await settle('replay?cursor=forged', body)).body['code']).toBe('request.cursor_invalid');
    await settle('discard', { ...body, reason: 'r' });
  });

  it('is replayed also where it was refused for its topic and its bytes are there', async () => {
    const { meterNumber, message } = await misread();
    await stack.rows(
      `update quarantine set code = 'telemetry.topic_not_allowed', payload = $2, payload_bytes = length($2::bytea) where id = $1`,
      [message.id, Buffer.from('{"ENERGY":{"Total":5.5}}')],
    );

    expect(await settle(`${message.id}/replay`)).toMatchObject({ status: 200, body: { state: 'replayed' } });
    await eventually(async () =>
      expect((await stack.call('GET', `/v1/meters/${meterNumber}`)).body).toMatchObject({ registers: { '1-0:1.8.0': { value: '5.5' } } }),
    );
  });

  it('is not another utility’s to replay, and not to be replayed where it is not whole', async () => {
    const { meterNumber, client, message } = await misread();
    expect(await settle(`${message.id}/replay`, undefined, 'other')).toMatchObject({
      status: 404,
      body: { code: 'telemetry.quarantined_message_unknown' },
    });

    client.publish(`tele/${meterNumber}/SENSOR`, Buffer.alloc(70_000, 'x'), 2);
    await client.until(() => client.acked().includes(2));
    const cut = (await waiting(meterNumber)).find(({ code }) => code === 'telemetry.payload_too_large');
    expect(await settle(`${cut!.id}/replay`)).toMatchObject({ status: 409, body: { code: 'telemetry.quarantined_message_not_whole' } });
  });

  it('of a meter that another utility has by now is not told to that one', async () => {
    const { meterNumber, message } = await misread();
    await stack.announceMeter(meterNumber, 'other');
    await eventually(async () => {
      const body = { utility: 'other', reason: 'the bill of delivery' };
      const asked = { roles: ['admin'], platform: true, body } as const;
      expect((await stack.call('POST', `/v1/meters/${meterNumber}/reassign`, asked)).status).toBe(200);
    });
    const issued = await stack.call('POST', `/v1/meters/${meterNumber}/credentials`, { utility: 'other', roles: ['engineer'] });
    expect(issued.status).toBe(201);
    await mendProfile({ '1-0:1.8.0': 'ENERGY.Sum', '7-0:3.0.0': { from: 'GAS', factor: '0.001' } });

    expect(await settle(`${message.id}/replay`)).toMatchObject({
      status: 200,
      body: { state: 'open', code: 'telemetry.meter_not_registered' },
    });
    await mendProfile({});
  });
});
