import { eventually } from '@openprepay/testing/eventually';
import pg from 'pg';
import { UTILITY } from '@openprepay/testing/identity';
import { newMeterNumber } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BROKER_SECRET, MQTT_PASSWORD, TelemetryStack } from './telemetry-stack.js';

let stack: TelemetryStack;

beforeAll(async () => {
  stack = await TelemetryStack.start();
  await stack.startService();
});

afterAll(() => stack.stop());

async function ask(
  path: string,
  body: object,
  headers: Record<string, string> = { 'x-broker-secret': BROKER_SECRET },
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`http://127.0.0.1:${stack.ports.http}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('credentials', () => {
  it('are shown once, stored as a hash only, and replaced by the next ones', async () => {
    const first = await stack.newMeter();
    const { meterNumber } = first;
    const client = await stack.login(first);
    expect(client.of('connack')[0]?.returnCode).toBe(0);

    const second = await stack.call('POST', `/v1/meters/${meterNumber}/credentials`, { roles: ['operator'] });

    expect(second.status).toBe(201);
    expect(second.body).toEqual({ username: meterNumber, password: expect.stringMatching(/^[0-9a-f]{40}$/) });
    await client.until(() => client.closed);
    expect((await stack.login(first)).of('connack')[0]?.returnCode).toBe(4);
    const password = String(second.body['password']);
    expect((await stack.login({ meterNumber, password })).of('connack')[0]?.returnCode).toBe(0);
    const [row] = await stack.rows<{ all: string }>('select mqtt_credential::text as all from mqtt_credential where meter_number = $1', [
      meterNumber,
    ]);
    expect(row?.all).not.toContain(password);
  });

  it('wait for vending to tell of the meter, and are refused when it does not', async () => {
    const meterNumber = newMeterNumber();
    const waiting = stack.call('POST', `/v1/meters/${meterNumber}/credentials`);
    await stack.announceMeter(meterNumber);
    expect((await waiting).status).toBe(201);

    const unknown = await stack.call('POST', `/v1/meters/${newMeterNumber()}/credentials`);
    expect([unknown.status, unknown.body['code']]).toEqual([404, 'telemetry.meter_unknown']);
  });

  it('of a meter number belong to one utility until it lets go, and another learns nothing of that', async () => {
    const { meterNumber } = await stack.newMeter(UTILITY);
    await stack.announceMeter(meterNumber, 'other');
    const path = `/v1/meters/${meterNumber}/credentials`;

    const elsewhere = await stack.call('POST', path, { utility: 'other' });
    const unknown = await stack.call('POST', `/v1/meters/${newMeterNumber()}/credentials`, { utility: 'other' });
    expect([elsewhere.status, elsewhere.body['code'], elsewhere.body['detail']]).toEqual([
      404,
      'telemetry.meter_unknown',
      unknown.body['detail'],
    ]);
    expect((await stack.call('DELETE', path, { utility: 'other' })).body['code']).toBe('telemetry.credentials_not_found');

    expect((await stack.call('DELETE', path)).status).toBe(204);
    expect((await stack.call('POST', path, { utility: 'other' })).status).toBe(201);
  });

  it.each([
    ['clerk', 403],
    ['auditor', 403],
    ['vendor', 403],
    ['admin', 201],
  ] as const)('for a %s answer %i', async (role, status) => {
    const { meterNumber } = await stack.newMeter();
    expect((await stack.call('POST', `/v1/meters/${meterNumber}/credentials`, { roles: [role] })).status).toBe(status);
  });

  it('refuse a bad number, an expired and a forged token with a code', async () => {
    expect((await stack.call('POST', '/v1/meters/123/credentials')).body['code']).toBe('request.invalid');
    const expired = await stack.identity.tokenFor({ roles: ['operator'], expiresInS: -60 });
    const forged = await stack.identity.forgedTokenFor({ roles: ['admin'] });
    for (const token of [expired, forged]) {
      const answer = await stack.call('POST', `/v1/meters/${newMeterNumber()}/credentials`, { token });
      expect([answer.status, answer.body['code']]).toEqual([401, 'auth.unauthenticated']);
    }
  });
});

describe('a meter number that another utility took first', () => {
  const platform = { roles: ['admin'], platform: true } as const;

  it('is given to its utility by who runs the installation: the credentials of the other end, for good and on record', async () => {
    const taken = await stack.newMeter('other');
    const { meterNumber } = taken;
    await stack.announceMeter(meterNumber, UTILITY);
    const path = `/v1/meters/${meterNumber}/credentials`;
    const session = await stack.login(taken);
    expect((await stack.call('POST', path)).status).toBe(404);

    const given = await eventually(async () => {
      const body = { utility: UTILITY, reason: 'the bill of delivery' };
      const answer = await stack.call('POST', `/v1/meters/${meterNumber}/reassign`, { ...platform, body });
      expect(answer.status).toBe(200);
      return answer;
    });

    expect(given.body).toMatchObject({ meterNumber, utility: UTILITY, formerUtility: 'other', credentialsRevoked: true });
    await session.until(() => session.closed);
    expect((await stack.login(taken)).of('connack')[0]?.returnCode).toBe(4);
    expect((await stack.call('POST', path, { utility: 'other' })).status).toBe(404);

    const password = String((await stack.call('POST', path)).body['password']);
    expect((await stack.login({ meterNumber, password })).of('connack')[0]?.returnCode).toBe(0);
    expect((await stack.call('DELETE', path)).status).toBe(204);
    expect((await stack.call('DELETE', path)).status).toBe(404);
    expect((await stack.call('POST', path, { utility: 'other' })).status).toBe(404);
    expect((await stack.login({ meterNumber, password })).of('connack')[0]?.returnCode).toBe(4);

    const record = await stack.call<{ items: unknown[] }>('GET', `/v1/meters/${meterNumber}/reassignments`, platform);
    expect(record.body.items).toEqual([given.body]);
    await expect(stack.rows(`update meter_reassignment set reason = 'another'`)).rejects.toThrow(/only grows/);
    await expect(stack.rows('delete from meter_reassignment')).rejects.toThrow(/only grows/);
  });

  it('is given to nobody by others than those who run the installation, nor to a utility that does not have the meter', async () => {
    const { meterNumber } = await stack.newMeter('other');
    const path = `/v1/meters/${meterNumber}/reassign`;

    for (const roles of [['admin'], ['engineer'], ['operator']] as const)
      expect((await stack.call('POST', path, { roles, body: { utility: UTILITY } })).status).toBe(403);
    expect((await stack.call('GET', `${path}ments`, { roles: ['admin'] })).status).toBe(403);
    const unknown = await stack.call('POST', path, { ...platform, body: { utility: UTILITY } });
    expect([unknown.status, unknown.body['code']]).toEqual([404, 'telemetry.meter_unknown']);
    expect((await stack.call('POST', path, { ...platform, body: { utility: 'NOT A CODE' } })).status).toBe(400);
  });
});

describe('the broker', () => {
  it('must show the shared secret, in the header or in the query', async () => {
    const question = { clientid: 'x', username: 'x', password: 'x' };
    for (const headers of [{}, { 'x-broker-secret': 'wrong' }] as Record<string, string>[]) {
      for (const path of ['/mqtt/auth', '/mqtt/acl']) {
        const answer = await ask(path, { ...question, topic: 't', action: 'publish' }, headers);
        expect([answer.status, answer.body['code']]).toEqual([401, 'telemetry.broker_not_authenticated']);
      }
    }
    expect((await ask(`/mqtt/auth?secret=${BROKER_SECRET}`, question, {})).body).toEqual({ result: 'deny' });
  });

  it('hears that the service may do all, a meter only under its own number, and nobody else anything', async () => {
    const { meterNumber, password } = await stack.newMeter();
    const auth = async (clientid: string, username: string, secret: string): Promise<unknown> =>
      (await ask('/mqtt/auth', { clientid, username, password: secret })).body;

    expect(await auth('any', 'telemetry', MQTT_PASSWORD)).toEqual({ result: 'allow', is_superuser: true });
    expect(await auth('any', 'telemetry', 'wrong')).toEqual({ result: 'deny' });
    const allowed = (action: string, leaf: string) => ({ permission: 'allow', action, topic: `meters/${meterNumber}/${leaf}` });
    expect(await auth(meterNumber, meterNumber, password)).toEqual({
      result: 'allow',
      is_superuser: false,
      acl: [
        ...['readings', 'events', 'token-results', 'command-results', 'state'].map((leaf) => allowed('publish', leaf)),
        ...['tokens', 'commands'].map((leaf) => allowed('subscribe', leaf)),
      ],
    });
    expect(await auth('another', meterNumber, password)).toEqual({ result: 'deny' });
    expect(await auth(meterNumber, meterNumber, '')).toEqual({ result: 'deny' });
    expect(await auth("' or 1=1 --", "' or 1=1 --", 'x')).toEqual({ result: 'deny' });
  });
});

describe('a meter that asks for topics of others', () => {
  it('thousands of them at once leaves one row, and others connect and are granted theirs meanwhile', async () => {
    const [greedy, honest] = [await stack.newMeter(), await stack.newMeter()];
    for (let round = 0; round < 20; round++) {
      const client = await stack.login(greedy);
      expect(await client.subscribe('x/0')).toMatchObject({ granted: [128] });
      client.send({
        cmd: 'subscribe',
        messageId: 2,
        subscriptions: Array.from({ length: 300 }, (_, index) => ({ topic: `x/${round}/${index}`, qos: 1 })),
      });
      await client.until(() => client.closed);
    }

    const client = await stack.login(honest);
    expect(await client.subscribe(`meters/${honest.meterNumber}/tokens`)).toMatchObject({ granted: [1] });
    const rows = await eventually(async () => {
      const found = await stack.rows('select topic, times from quarantine where meter_number = $1', [greedy.meterNumber]);
      expect(found).toHaveLength(1);
      return found;
    });
    expect(rows).toEqual([{ topic: 'x/0', times: 1 }]);
  });

  it('is denied and written down once a minute when a broker asks about each', async () => {
    const { meterNumber } = await stack.newMeter();
    for (const topic of ['x/1', 'x/2', 'y'])
      expect((await ask('/mqtt/acl', { clientid: meterNumber, username: meterNumber, topic, action: 'subscribe' })).body).toEqual({
        result: 'deny',
      });

    expect(await stack.rows('select topic from quarantine where meter_number = $1', [meterNumber])).toEqual([{ topic: 'x/1' }]);
  });
});

describe('utilities', () => {
  it('see nothing of one another, even where a query forgets to ask', async () => {
    const { meterNumber } = await stack.newMeter(UTILITY);
    for (const path of [`/v1/meters/${meterNumber}`, `/v1/meters/${meterNumber}/readings`]) {
      const answer = await stack.call('GET', path, { utility: 'other', roles: ['admin'] });
      expect([answer.status, answer.body['code']]).toEqual([404, 'telemetry.meter_unknown']);
    }
    const command = await stack.call('POST', `/v1/meters/${meterNumber}/commands`, {
      utility: 'other',
      roles: ['admin'],
      body: { kind: 'read-now' },
    });
    expect(command.status).toBe(404);
  });

  it('are kept apart by the database in every table, partitions included', async () => {
    const meter = await stack.newMeter(UTILITY);
    const client = await stack.login(meter);
    const reading = { seq: 1, ts: new Date().toISOString(), registers: { '1-0:1.8.0': '1' } };
    client.publish(`meters/${meter.meterNumber}/readings`, JSON.stringify(reading), 1);
    await eventually(async () => expect(await stack.rows('select 1 from reading')).not.toEqual([]));
    const app = new pg.Client({ connectionString: stack.database.url });
    await app.connect();
    const tables = await stack.rows<{ name: string }>(
      `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'utility'
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`,
    );
    expect(tables.length).toBeGreaterThan(12);
    for (const { name } of tables) {
      expect(await rowsSeen(app, `select 1 from ${name}`), `${name} without a utility`).toBe(0);
      await app.query('begin');
      await app.query(`select set_config('openprepay.utility', 'other', true)`);
      expect(await rowsSeen(app, `select 1 from ${name} where utility = 'acme'`), `${name} of another utility`).toBe(0);
      await app.query('rollback');
    }
    await expect(app.query(`insert into reading values ('acme', '07000000017', '1-0:1.8.0', now(), 1, 1, now())`)).rejects.toThrow(
      /row-level security/,
    );
    await expect(app.query('create table reading_x partition of reading default')).rejects.toThrow(/permission|owner/);
    await expect(app.query(`select drop_reading_partitions_before(current_date)`)).rejects.toThrow(/last 24 months/);
    await expect(app.query(`select ensure_reading_partition('1993-01-01')`)).rejects.toThrow(/out of bounds/);
    await app.end();
  });
});

/** How many rows a statement gives; none where it is not allowed at all, as in a table's partitions. */
const rowsSeen = async (client: pg.Client, statement: string): Promise<number | null> => {
  try {
    return (await client.query(statement)).rowCount;
  } catch (error) {
    expect(error).toMatchObject({ code: '42501' });
    return 0;
  }
};
