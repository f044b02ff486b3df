import { randomUUID } from 'node:crypto';
import type { EventData } from '@openprepay/contracts/event';
import { CustodianChanged } from '@openprepay/contracts/gateway';
import type { CustodianRequestAnswer } from '@openprepay/contracts/http/gateway-custodians';
import type { AccountChangeAnswer } from '@openprepay/contracts/http/gateway-account-changes';
import { CLOCK } from '@openprepay/runtime/service';
import { TestClock } from '@openprepay/testing/clock';
import { eventually } from '@openprepay/testing/eventually';
import { storedEvents } from '@openprepay/testing/stored-event';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN, type CallOptions, type GatewayUnderTest, problem, problemOf, startGatewayUnderTest } from './gateway-under-test.js';

const PASSWORD = 'planted-user-password';
/** Given by whoever makes an administrator; they set their own, `PASSWORD`. */
const FIRST = 'planted-first-password';
const OTHERS = 'planted-by-somebody-else';
const DELAY_MS = 60 * 60_000;
/** Tokens live an hour by the same clock. */
const SHORT_MS = 60_000;

type CustodianChange = EventData<typeof CustodianChanged>;

const clock = new TestClock(new Date());
let gateway: GatewayUnderTest;

beforeAll(async () => {
  const delay = String(DELAY_MS / 60_000);
  gateway = await startGatewayUnderTest({ CUSTODIAN_DELAY_MINUTES: delay, SECOND_PERSON_DELAY_MINUTES: delay }, [[CLOCK, clock]]);
});
afterAll(() => gateway.stop());

const call = (path: string, options?: CallOptions): Promise<Response> => gateway.call(path, options);
const json = async <T>(response: Promise<Response>, status: number): Promise<T> => {
  const answer = await response;
  expect(answer.status).toBe(status);
  return (await answer.json()) as T;
};

interface Admins {
  readonly utility: string;
  readonly ann: string;
  readonly bob: string;
  /** Tokens end; names stay. */
  readonly names: { readonly ann: string; readonly bob: string };
}

/** A utility with two administrators who have been there for longer than the delay. */
async function twoAdmins(): Promise<Admins> {
  const utility = `u-${randomUUID().slice(0, 8)}`;
  const names = { ann: `ann-${utility}`, bob: `bob-${utility}` };
  const root = await gateway.signIn(ADMIN.username, ADMIN.password);
  const body = { code: utility, name: 'A utility', currency: 'KES', timeZone: 'UTC', username: names.ann, password: FIRST };
  await json(call('/api/auth/utilities', { method: 'POST', token: root, body }), 201);
  await takeOver(names.ann);
  const first = await gateway.signIn(names.ann, PASSWORD);
  await json(
    call('/api/auth/users', { method: 'POST', token: first, body: { username: names.bob, password: FIRST, roles: ['admin'] } }),
    201,
  );
  await takeOver(names.bob);
  clock.advance(DELAY_MS + 1_000);
  return { utility, names, ...(await signedIn(names)) };
}

/** Somebody sets a password of their own in place of the one they were given. */
async function takeOver(username: string, given = FIRST, own = PASSWORD): Promise<void> {
  const token = await gateway.signIn(username, given);
  const body = { currentPassword: given, newPassword: own };
  expect((await call('/api/auth/password', { method: 'POST', token, body })).status).toBe(204);
}

const signedIn = async (names: Admins['names']): Promise<Pick<Admins, 'ann' | 'bob'>> => ({
  ann: await gateway.signIn(names.ann, PASSWORD),
  bob: await gateway.signIn(names.bob, PASSWORD),
});

const newName = (): string => `cus-${randomUUID().slice(0, 8)}`;
const create = (token: string, body: object): Promise<Response> =>
  call('/api/auth/users', { method: 'POST', token, body: { username: newName(), password: PASSWORD, ...body } });
const change = (token: string, userId: string, body: object): Promise<Response> =>
  call(`/api/auth/users/${userId}`, { method: 'PATCH', token, body });
const approve = (token: string, requestId: string): Promise<Response> =>
  call(`/api/auth/custodian-requests/${requestId}/approve`, { method: 'POST', token });
const refuse = (token: string, requestId: string, reason = 'not them'): Promise<Response> =>
  call(`/api/auth/custodian-requests/${requestId}/refuse`, { method: 'POST', token, body: { reason } });
const rolesOf = async (username: string, password = PASSWORD): Promise<unknown> =>
  decodeJwt(await gateway.signIn(username, password))['roles'];
const ask = (token: string, body: object = {}): Promise<CustodianRequestAnswer> =>
  json(create(token, { roles: ['custodian'], ...body }), 202);

/** A custodian of the utility, whose role counts already. */
async function custodian({ ann, bob }: Admins): Promise<CustodianRequestAnswer> {
  clock.advance(1);
  const asked = await ask(ann);
  await json(approve(bob, asked.requestId), 200);
  return asked;
}

const told = async (userId: string): Promise<readonly CustodianChange[]> => {
  const events = await storedEvents(gateway.owner, CustodianChanged);
  return events.map(({ data }) => data).filter((data) => data.userId === userId);
};

describe('a custodian', () => {
  it('is made by two administrators, and is one only after the delay', async () => {
    const admins = await twoAdmins();
    const asked = await ask(admins.ann, { roles: ['custodian', 'engineer'] });

    expect(asked).toMatchObject({ state: 'awaiting-approval', roles: ['custodian', 'engineer'], requestedBy: admins.names.ann });
    expect(await rolesOf(asked.username)).toEqual(['engineer']);
    const approved = await json<CustodianRequestAnswer>(approve(admins.bob, asked.requestId), 200);
    expect(approved).toMatchObject({ state: 'approved', requestedBy: admins.names.ann, decidedBy: admins.names.bob });
    expect(new Date(approved.effectiveAt!).getTime()).toBe(clock.now().getTime() + DELAY_MS);
    expect(await rolesOf(asked.username)).toEqual(['engineer']);
    clock.advance(DELAY_MS);
    expect(await rolesOf(asked.username)).toEqual(['custodian', 'engineer']);
  });

  it('is not made by one administrator, neither by asking twice nor by changing somebody who is there', async () => {
    const { ann } = await twoAdmins();
    const { userId, username } = await json<{ readonly userId: string; readonly username: string }>(create(ann, { roles: ['clerk'] }), 201);
    const asked = await json<CustodianRequestAnswer>(change(ann, userId, { roles: ['clerk', 'custodian'] }), 202);

    expect(await problemOf(await approve(ann, asked.requestId))).toEqual(problem(403, 'gateway.second_person_required'));
    expect(await problemOf(await change(ann, userId, { roles: ['custodian'] }))).toEqual(problem(409, 'gateway.custodian_request_open'));
    expect(await rolesOf(username)).toEqual(['clerk']);
  });

  it('is not made by an administrator who was made, or whose password was set, for the purpose', async () => {
    const admins = await twoAdmins();
    const { userId } = await json<{ readonly userId: string }>(
      create(admins.ann, { username: `x-${admins.utility}`, roles: ['admin'] }),
      201,
    );
    const puppet = await gateway.signIn(`x-${admins.utility}`, PASSWORD);
    clock.advance(SHORT_MS);
    const asked = await ask(admins.ann);
    expect(await problemOf(await approve(puppet, asked.requestId))).toEqual(problem(403, 'gateway.second_person_required'));

    const bob = decodeJwt(admins.bob).sub!;
    await json(change(admins.ann, bob, { password: OTHERS }), 200);
    const taken = await gateway.signIn(admins.names.bob, OTHERS);
    clock.advance(SHORT_MS);
    expect(await problemOf(await approve(taken, asked.requestId))).toEqual(problem(403, 'gateway.second_person_required'));
    expect(userId).toBeDefined();
  });

  it('may be approved, and found, by those who run the installation, and by no administrator of another utility', async () => {
    const [north, south] = [await twoAdmins(), await twoAdmins()];
    const { ann } = await signedIn(north.names);
    const asked = await ask(ann);
    const root = await gateway.signIn(ADMIN.username, ADMIN.password);

    expect(await problemOf(await approve(south.bob, asked.requestId))).toEqual(problem(404, 'gateway.custodian_request_not_found'));
    const list = '/api/auth/custodian-requests?state=awaiting-approval';
    const items = async (token: string, of = ''): Promise<readonly string[]> =>
      (await json<{ readonly items: readonly CustodianRequestAnswer[] }>(call(`${list}${of}`, { token }), 200)).items.map(
        (item) => item.requestId,
      );
    expect(await items(south.ann)).toEqual([]);
    expect(await items(ann)).toEqual([asked.requestId]);
    expect(await items(root)).toEqual([]);
    expect(await items(root, `&utility=${north.utility}`)).toEqual([asked.requestId]);
    expect((await call(`${list}&utility=${north.utility}`, { token: south.ann })).status).toBe(403);
    expect(await json(approve(root, asked.requestId), 200)).toMatchObject({ state: 'approved', utility: north.utility });
  });

  it('is decided on once, also where two decide at the same time', async () => {
    const { ann, bob } = await twoAdmins();
    const root = await gateway.signIn(ADMIN.username, ADMIN.password);
    const asked = await ask(ann);
    const answers = await Promise.all([approve(bob, asked.requestId), approve(root, asked.requestId), refuse(bob, asked.requestId)]);

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect(await problemOf(await refuse(ann, asked.requestId))).toEqual(problem(409, 'gateway.custodian_request_settled'));
  });

  it('is not made where it is refused, with a reason, also by who asked', async () => {
    const { ann } = await twoAdmins();
    const asked = await ask(ann);

    expect(await json(refuse(ann, asked.requestId, 'a mistake'), 200)).toMatchObject({ state: 'refused', reason: 'a mistake' });
    expect(await rolesOf(asked.username)).toEqual([]);
  });

  it('never is an administrator too', async () => {
    const { ann } = await twoAdmins();
    const { userId } = await json<{ readonly userId: string }>(create(ann, { roles: ['admin'] }), 201);

    expect(await problemOf(await create(ann, { roles: ['admin', 'custodian'] }))).toEqual(problem(422, 'gateway.roles_conflict'));
    expect(await problemOf(await change(ann, userId, { roles: ['admin', 'custodian'] }))).toEqual(problem(422, 'gateway.roles_conflict'));
  });
});

describe('a custodian’s password', () => {
  it('is set by nobody alone but its owner, and whoever else sets it is not a custodian before the delay', async () => {
    const admins = await twoAdmins();
    const { userId, username } = await custodian(admins);
    clock.advance(DELAY_MS);
    const { ann, bob } = await signedIn(admins.names);
    const asked = await json<CustodianRequestAnswer>(change(ann, userId, { password: OTHERS }), 202);

    expect(asked).toMatchObject({ setsPassword: true, state: 'awaiting-approval' });
    expect(asked).not.toHaveProperty('roles');
    expect(await rolesOf(username)).toEqual(['custodian']);
    clock.advance(1);
    await json(approve(bob, asked.requestId), 200);
    expect(await rolesOf(username, OTHERS)).toEqual([]);
    clock.advance(DELAY_MS);
    expect(await rolesOf(username, OTHERS)).toEqual(['custodian']);
  });

  it('is changed by its owner at once', async () => {
    const admins = await twoAdmins();
    const { username } = await custodian(admins);
    clock.advance(DELAY_MS);
    const token = await gateway.signIn(username, PASSWORD);
    const body = { currentPassword: PASSWORD, newPassword: OTHERS };

    expect((await call('/api/auth/password', { method: 'POST', token, body })).status).toBe(204);
    expect(await rolesOf(username, OTHERS)).toEqual(['custodian']);
  });

  it('is not set by taking the role away, setting it, and giving the role back', async () => {
    const admins = await twoAdmins();
    const { userId, username } = await custodian(admins);
    clock.advance(DELAY_MS);
    const { ann } = await signedIn(admins.names);

    await json(change(ann, userId, { roles: ['clerk'], password: OTHERS }), 200);
    await json(change(ann, userId, { roles: ['custodian'] }), 202);
    expect(await rolesOf(username, OTHERS)).toEqual(['clerk']);
  });
});

describe('what becomes of a custodian', () => {
  it('is told to the other services, with the people concerned, once the broker can be reached', async () => {
    const admins = await twoAdmins();
    const { userId } = await custodian(admins);
    const { ann, bob } = admins;
    await json(change(ann, userId, { state: 'disabled' }), 200);
    await json(change(bob, userId, { state: 'active' }), 200);
    await json(change(bob, userId, { roles: ['clerk'] }), 200);

    const events = (await told(userId)) as readonly {
      readonly change: string;
      readonly requestedBy: string;
      readonly approvedBy?: string;
    }[];
    expect(events.map(({ change: what, requestedBy, approvedBy }) => [what, requestedBy, approvedBy])).toEqual([
      ['asked', admins.names.ann, undefined],
      ['granted', admins.names.ann, admins.names.bob],
      ['disabled', admins.names.ann, undefined],
      ['enabled', admins.names.bob, undefined],
      ['revoked', admins.names.bob, undefined],
    ]);
    await eventually(async () => {
      const { rows } = await gateway.owner.query('select 1 from outbox where type = $1', [CustodianChanged.type]);
      expect(rows).toEqual([]);
    });
  });
});

describe('changes of accounts', () => {
  it('are kept: who, whose, what and when; for administrators and auditors, of their own utility', async () => {
    const admins = await twoAdmins();
    const { userId } = await custodian(admins);
    const { ann } = admins;
    await json(change(ann, userId, { state: 'disabled' }), 200);
    await json(create(ann, { username: `aud-${admins.utility}`, roles: ['auditor'] }), 201);
    const auditor = await gateway.signIn(`aud-${admins.utility}`, PASSWORD);
    const list = async (token: string, query: string): Promise<readonly AccountChangeAnswer[]> =>
      (await json<{ readonly items: readonly AccountChangeAnswer[] }>(call(`/api/auth/account-changes${query}`, { token }), 200)).items;

    expect((await list(auditor, `?userId=${userId}`)).map((one) => [one.change, one.by, one.requestedBy])).toEqual([
      ['disabled', admins.names.ann, undefined],
      ['custodian-approved', admins.names.bob, admins.names.ann],
      ['custodian-asked', admins.names.ann, undefined],
      ['created', admins.names.ann, undefined],
    ]);
    expect(await list((await twoAdmins()).ann, `?userId=${userId}`)).toEqual([]);
    const clerk = `clk-${admins.utility}`;
    await json(create(ann, { username: clerk, roles: ['clerk'] }), 201);
    expect((await call('/api/auth/account-changes', { token: await gateway.signIn(clerk, PASSWORD) })).status).toBe(403);
  });

  it('are read page by page, each once', async () => {
    const { ann } = await twoAdmins();
    for (let count = 0; count < 3; count++) await json(create(ann, { roles: ['clerk'] }), 201);
    const found: string[] = [];
    for (let cursor = ''; ;) {
      const page: { readonly items: readonly AccountChangeAnswer[]; readonly nextCursor?: string } = await json(
        call(`/api/auth/account-changes?limit=2${cursor}`, { token: ann }),
        200,
      );
      found.push(...page.items.map(({ changeId }) => changeId));
      if (page.nextCursor === undefined) break;
      cursor = `&cursor=${page.nextCursor}`;
    }

    expect(new Set(found).size).toBe(7);
    expect(found).toHaveLength(7);
  });
});
