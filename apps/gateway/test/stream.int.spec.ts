import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { client } from '@openprepay/contracts/http/client';
import { gatewayApi } from '@openprepay/contracts/http/gateway';
import type { LiveStreamEvent } from '@openprepay/contracts/http/stream';
import { eventually } from '@openprepay/testing/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RawEvent, toLiveEvent } from '../src/stream/live-event.js';
import { StreamHub } from '../src/stream/stream-hub.js';
import { ADMIN, type GatewayUnderTest, problem, problemOf, startGatewayUnderTest } from './gateway-under-test.js';
import { completedVend, raisedAlarm } from './told-events.js';

let gateway: GatewayUnderTest;
let root: string;
let stranger: string;
let vendor: string;
const vendorId = randomUUID();
const PASSWORD = 'planted-password';

beforeAll(async () => {
  gateway = await startGatewayUnderTest();
  root = await gateway.signIn(ADMIN.username, ADMIN.password);
  const utility = { code: 'other', name: 'Other', currency: 'KES', timeZone: 'UTC', username: 'stranger', password: PASSWORD };
  await gateway.call('/api/auth/utilities', { method: 'POST', token: root, body: utility });
  await gateway.call('/api/auth/users', {
    method: 'POST',
    token: root,
    body: { username: 'shop', password: PASSWORD, roles: ['vendor'], vendorId },
  });
  await gateway.call('/api/auth/users', {
    method: 'POST',
    token: root,
    body: { username: 'keeper', password: PASSWORD, roles: ['custodian'] },
  });
  stranger = await gateway.signIn('stranger', PASSWORD);
  vendor = await gateway.signIn('shop', PASSWORD);
});
afterAll(() => gateway.stop());

interface Listener {
  readonly status: number;
  text(): string;
  close(): void;
}

async function listen(path: string, token?: string): Promise<Listener> {
  const stop = new AbortController();
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(`${gateway.service.url}${path}`, { signal: stop.signal, headers });
  let text = '';
  void (async () => {
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk as Uint8Array).toString();
  })().catch(() => undefined);
  return { status: response.status, text: () => text, close: () => stop.abort() };
}

const ticketOf = async (token: string): Promise<string> => {
  const response = await gateway.call('/api/stream/ticket', { method: 'POST', token });
  expect(response.status).toBe(201);
  return ((await response.json()) as { readonly ticket: string }).ticket;
};

const publish = (event: RawEvent): void => gateway.service.app.get(StreamHub).publish(toLiveEvent(event)!);

describe('the live stream', () => {
  it('shows each caller what is theirs: staff their utility, a vendor its own sales', async () => {
    const listeners = {
      staff: await listen('/api/stream', root),
      stranger: await listen('/api/stream', stranger),
      vendor: await listen('/api/stream', vendor),
    };
    const [ownSale, otherSale, strangeSale, alarmId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    publish(completedVend({ vendId: ownSale, vendorId }));
    publish(completedVend({ vendId: otherSale, vendorId: randomUUID() }));
    publish(raisedAlarm({ alarmId }));
    publish({ ...completedVend({ vendId: strangeSale }), utility: 'other' });

    await eventually(() => {
      expect(listeners.staff.text()).toContain(alarmId);
      expect(listeners.stranger.text()).toContain(strangeSale);
      expect(listeners.vendor.text()).toContain(ownSale);
    });
    expect(listeners.staff.text()).toMatch(new RegExp(`${ownSale}[^]*${otherSale}`));
    expect(listeners.staff.text()).not.toContain(strangeSale);
    for (const unseen of [ownSale, otherSale, alarmId]) expect(listeners.stranger.text()).not.toContain(unseen);
    for (const unseen of [otherSale, alarmId, strangeSale, 'counters']) expect(listeners.vendor.text()).not.toContain(unseen);
    for (const listener of Object.values(listeners)) listener.close();
    await eventually(() => expect(gateway.service.app.get(StreamHub).size).toBe(0));
  });

  it('is read by the client of the contracts, event by event, until the reader leaves', async () => {
    const staff = client(gatewayApi, { origin: gateway.service.url, token: root });
    const [vendId, alarmId] = [randomUUID(), randomUUID()];
    const { body } = await staff.openStream();
    publish(completedVend({ vendId }));
    publish(raisedAlarm({ alarmId }));
    const events: LiveStreamEvent[] = [];
    for await (const event of body) {
      // counters come when their time has come, also between the two
      if (event.event !== 'counters' || events.length === 0) events.push(event);
      if (event.event === 'alarm') break;
    }

    expect(events).toMatchObject([
      { event: 'counters', data: { since: expect.any(Date) as Date, vends: expect.any(Number) as number } },
      { event: 'vend', data: { vendId, tenderMinor: 10_000n, unitsTenths: 432n, at: new Date('2026-01-02T03:04:05Z') } },
      { event: 'alarm', data: { alarmId, kind: 'tamper' } },
    ]);
    await eventually(() => expect(gateway.service.app.get(StreamHub).size).toBe(0));
  });

  it('is read by the client with a ticket, and ends when the gateway does', async () => {
    const other = await startGatewayUnderTest();
    const signedIn = client(gatewayApi, { origin: other.service.url, token: await other.signIn(ADMIN.username, ADMIN.password) });
    const { ticket, expiresIn } = (await signedIn.issueStreamTicket()).body;
    const { body } = await client(gatewayApi, { origin: other.service.url }).openStream({ query: { ticket } });
    const names: string[] = [];
    const read = (async () => {
      for await (const { event } of body) names.push(event);
    })();
    await eventually(() => expect(names).toEqual(['counters']));
    await other.stop();

    await read;
    expect(expiresIn).toBe(30);
  });

  it('has no place taken by who has left while it was asked whether they may come in', async () => {
    const [ticket, next] = [await ticketOf(root), await ticketOf(root)];
    const hub = gateway.service.app.get(StreamHub);
    await gateway.owner.query('begin');
    await gateway.owner.query('lock table app_user in access exclusive mode');
    const socket = connect(Number(new URL(gateway.service.url).port), '127.0.0.1');
    socket.write(`GET /api/stream?ticket=${ticket} HTTP/1.1\r\nhost: h\r\n\r\n`);
    await eventually(async () => {
      const { rows } = await gateway.owner.query(`select 1 from pg_locks where not granted and relation = 'app_user'::regclass`);
      expect(rows).not.toHaveLength(0);
    });
    socket.destroy();
    await once(socket, 'close');
    await gateway.owner.query('commit');

    const listener = await listen(`/api/stream?ticket=${next}`);
    await eventually(() => expect(hub.size).toBe(1));
    listener.close();
    await eventually(() => expect(hub.size).toBe(0));
  });

  it('opens by a ticket once, and by nothing else in the address', async () => {
    const ticket = await ticketOf(root);
    const first = await listen(`/api/stream?ticket=${ticket}`);

    expect(first.status).toBe(200);
    expect(await problemOf(await gateway.call(`/api/stream?ticket=${ticket}`))).toEqual(problem(401, 'auth.unauthenticated'));
    expect(await problemOf(await gateway.call(`/api/stream?ticket=${root}`))).toEqual(problem(401, 'auth.unauthenticated'));
    expect(await problemOf(await gateway.call('/api/stream?ticket=nonsense'))).toEqual(problem(401, 'auth.unauthenticated'));
    expect(await problemOf(await gateway.call(`/api/stream?access_token=${root}`))).toEqual(problem(400, 'request.invalid'));
    expect(await problemOf(await gateway.call('/api/stream'))).toEqual(problem(401, 'auth.unauthenticated'));
    first.close();
  });

  it('has tickets that are no access tokens', async () => {
    const ticket = await ticketOf(root);

    expect(await problemOf(await gateway.call('/api/auth/me', { token: ticket }))).toEqual(problem(401, 'auth.unauthenticated'));
  });

  it('is not for those who have nothing to see', async () => {
    const keeper = await gateway.signIn('keeper', PASSWORD);

    expect(await problemOf(await gateway.call('/api/stream', { token: keeper }))).toEqual(problem(403, 'auth.forbidden'));
    expect(await problemOf(await gateway.call('/api/stream/ticket', { method: 'POST', token: keeper }))).toEqual(
      problem(403, 'auth.forbidden'),
    );
  });

  it('does not keep the gateway from stopping', async () => {
    const other = await startGatewayUnderTest();
    const token = await other.signIn(ADMIN.username, ADMIN.password);
    const response = await fetch(`${other.service.url}/api/stream`, { headers: { authorization: `Bearer ${token}` } });
    const ended = response.text();
    const startedAt = performance.now();
    await other.stop();

    expect(await ended).toContain('event: counters');
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});
