import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@openprepay/testing/eventually';
import { startKafka, type TestKafka } from '@openprepay/testing/kafka';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN, type GatewayUnderTest, problem, problemOf, startGatewayUnderTest } from './gateway-under-test.js';

const PASSWORD = 'planted-user-password';
const BASE = '/api/gateway/v1';

let kafka: TestKafka;
let folder: string;
let gateway: GatewayUnderTest;
let root: string;
let operator: string;

beforeAll(async () => {
  [kafka, folder] = [await startKafka(), await mkdtemp(join(tmpdir(), 'openprepay-parked-'))];
  const file = join(folder, 'custodians');
  await writeFile(file, `${PASSWORD}\n`);
  gateway = await startGatewayUnderTest({
    KAFKA_BROKERS: kafka.brokers.join(','),
    BOOTSTRAP_CUSTODIANS: 'cleo,carl',
    BOOTSTRAP_CUSTODIANS_PASSWORD_FILE: file,
  });
  root = await gateway.signIn(ADMIN.username, ADMIN.password);
  operator = await userOf(root, 'operator');
});
afterAll(async () => {
  await gateway.stop();
  await kafka.stop();
  await rm(folder, { recursive: true });
});

async function userOf(token: string, role: string): Promise<string> {
  const username = `${role}-${randomUUID().slice(0, 8)}`;
  await gateway.call('/api/auth/users', { method: 'POST', token, body: { username, password: PASSWORD, roles: [role] } });
  return gateway.signIn(username, PASSWORD);
}

async function operatorElsewhere(): Promise<string> {
  const [code, username] = [`u-${randomUUID().slice(0, 8)}`, `admin-${randomUUID().slice(0, 8)}`];
  const body = { code, name: 'Elsewhere', currency: 'KES', timeZone: 'UTC', username, password: PASSWORD };
  await gateway.call('/api/auth/utilities', { method: 'POST', token: root, body });
  return userOf(await gateway.signIn(username, PASSWORD), 'operator');
}

/** A custodian's event that the broker did not take. */
async function park(): Promise<string> {
  const id = randomUUID();
  await gateway.owner.query(
    `insert into parked_message (id, utility, direction, group_name, topic, partition, log_offset, key, headers, value, state, holds_key, code, reason)
     values ($1, 'main', 'out', 'gateway.outbox', 'gateway.custodians.v1', 0, 0, 'cleo', '{}', '{}', 'parked', true, 'messaging.refused', 'too large')`,
    [id],
  );
  return id;
}

const list = async (what: string, token: string): Promise<readonly { readonly id: string }[]> => {
  const response = await gateway.call(`${BASE}/${what}`, { token });
  expect(response.status).toBe(200);
  return ((await response.json()) as { readonly items: readonly { readonly id: string }[] }).items;
};
const post = (path: string, body: object, token = operator): Promise<Response> =>
  gateway.call(`${BASE}/${path}`, { method: 'POST', token, body });

describe('what the gateway itself could not send', () => {
  it('is seen by the operators of its utility alone, and given up by two of them', async () => {
    const id = await park();

    expect(await list('parked-messages', operator)).toMatchObject([{ id, direction: 'out', code: 'messaging.refused' }]);
    expect(await list('parked-messages', await operatorElsewhere())).toEqual([]);
    expect(await problemOf(await gateway.call(`${BASE}/parked-messages`))).toEqual(problem(401, 'auth.unauthenticated'));
    const clerk = await userOf(root, 'clerk');
    expect(await problemOf(await gateway.call(`${BASE}/parked-messages`, { token: clerk }))).toEqual(problem(403, 'auth.forbidden'));
    const discarded = await post(`parked-messages/${id}/discard`, { reason: 'told by telephone' });
    expect([discarded.status, await discarded.json()]).toMatchObject([202, { state: 'awaiting-approval' }]);
    expect(await problemOf(await post(`parked-messages/${id}/approve`, {}))).toEqual(problem(403, 'messaging.second_person_required'));
    expect(await (await gateway.call(`${BASE}/parked-messages/${id}`, { token: operator })).json()).toMatchObject({ value: 'e30=' });
  });

  it('is told where a log lost it, which a person settles', async () => {
    const id = randomUUID();
    await gateway.owner.query(
      `insert into lost_range (id, group_name, topic, partition, kind, from_offset, to_offset)
       values ($1, 'gateway.live', 'vending.vends.v1', 0, 'truncated', 3, 7)`,
      [id],
    );

    expect(await list('lost-ranges', operator)).toMatchObject([{ id, from: '3', to: '7' }]);
    const settled = await post(`lost-ranges/${id}/settle`, { reason: 'shown live only' });
    expect([settled.status, await settled.json()]).toMatchObject([200, { settledReason: 'shown live only' }]);
  });

  it('is sent again where it was sent, of its own utility', async () => {
    const day = 86_400_000;
    const range = { from: new Date(Date.now() - day).toISOString(), to: new Date(Date.now() + day).toISOString() };

    await eventually(async () => {
      const answer = await post('outbox/republish', { ...range, topic: 'gateway.custodians.v1' });
      expect([answer.status, await answer.json()]).toEqual([202, { events: 2 }]);
    });
    const elsewhere = await post('outbox/republish', range, await operatorElsewhere());
    expect(await elsewhere.json()).toEqual({ events: 0 });
  });
});

describe('the services’ own', () => {
  it('stay theirs to answer', async () => {
    const answer = await gateway.call('/api/vending/v1/parked-messages', { token: operator });

    expect(await problemOf(answer)).toEqual(problem(503, 'gateway.service_unavailable'));
  });
});
