import { randomUUID } from 'node:crypto';
import type { MeAnswer } from '@openprepay/contracts/http/gateway';
import { createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { AccessTokens } from '@openprepay/runtime/access-token';
import { requireSecondPerson } from '@openprepay/runtime/second-person';
import { CLOCK } from '@openprepay/runtime/service';
import { TestClock } from '@openprepay/testing/clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN, type GatewayUnderTest, startGatewayUnderTest } from './gateway-under-test.js';

const GIVEN = 'planted-by-an-admin';
const OWN = 'planted-by-the-owner';
const DELAY_MS = 60 * 60_000;

const clock = new TestClock(new Date());
let gateway: GatewayUnderTest;
let root: string;
let tokens: AccessTokens;

beforeAll(async () => {
  gateway = await startGatewayUnderTest({ SECOND_PERSON_DELAY_MINUTES: String(DELAY_MS / 60_000), ACCESS_TOKEN_SECONDS: '86400' }, [
    [CLOCK, clock],
  ]);
  root = await gateway.signIn(ADMIN.username, ADMIN.password);
  const keys = createLocalJWKSet((await (await gateway.call('/api/auth/jwks.json')).json()) as JSONWebKeySet);
  const rules = { keys, issuer: 'openprepay', audience: 'openprepay', algorithms: ['EdDSA'] };
  tokens = new AccessTokens(rules, () => clock.now().getTime());
});
afterAll(() => gateway.stop());

interface Person {
  readonly userId: string;
  readonly username: string;
}

async function operator(): Promise<Person> {
  const body = { username: `op-${randomUUID().slice(0, 8)}`, password: GIVEN, roles: ['operator'] };
  const made = await gateway.call('/api/auth/users', { method: 'POST', token: root, body });
  expect(made.status).toBe(201);
  return (await made.json()) as Person;
}

async function setPassword({ username }: Person, currentPassword: string, newPassword: string): Promise<void> {
  const token = await gateway.signIn(username, currentPassword);
  const changed = await gateway.call('/api/auth/password', { method: 'POST', token, body: { currentPassword, newPassword } });
  expect(changed.status).toBe(204);
}

const change = async ({ userId }: Person, body: object): Promise<void> => {
  expect((await gateway.call(`/api/auth/users/${userId}`, { method: 'PATCH', token: root, body })).status).toBe(200);
};

/** Whether a service lets them decide on what somebody else has just asked. */
async function isSecond({ username }: Pick<Person, 'username'>, password: string): Promise<boolean> {
  const caller = await tokens.verify(`Bearer ${await gateway.signIn(username, password)}`);
  try {
    requireSecondPerson(caller, { requestedBy: 'somebody-else', requestedAt: new Date(clock.now().getTime() + 1) }, 'test.refused');
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'test.refused' });
    return false;
  }
}

describe('a second person', () => {
  it('is nobody with a password that an administrator set, however long ago', async () => {
    const person = await operator();
    clock.advance(10 * DELAY_MS);

    expect(await isSecond(person, GIVEN)).toBe(false);
    await setPassword(person, GIVEN, GIVEN);
    expect(await isSecond(person, GIVEN)).toBe(false);
  });

  it('is not an account that one administrator made and took over for the purpose, before the delay', async () => {
    const person = await operator();
    await setPassword(person, GIVEN, OWN);

    expect(await isSecond(person, OWN)).toBe(false);
    clock.advance(DELAY_MS - 1_000);
    expect(await isSecond(person, OWN)).toBe(false);
    clock.advance(1_000);
    expect(await isSecond(person, OWN)).toBe(true);
  });

  it('is one still after another password of their own, and no longer once another sets it or gives roles', async () => {
    const person = await operator();
    await setPassword(person, GIVEN, OWN);
    clock.advance(DELAY_MS);
    await setPassword(person, OWN, `${OWN}-2`);
    expect(await isSecond(person, `${OWN}-2`)).toBe(true);

    await change(person, { roles: ['operator', 'clerk'] });
    expect(await isSecond(person, `${OWN}-2`)).toBe(false);
    clock.advance(DELAY_MS);
    expect(await isSecond(person, `${OWN}-2`)).toBe(true);
    await change(person, { password: GIVEN });
    clock.advance(DELAY_MS);
    expect(await isSecond(person, GIVEN)).toBe(false);
  });

  it('is whoever the installation named, from the beginning, and people see what they are', async () => {
    const meOf = async (token: string): Promise<MeAnswer> => (await (await gateway.call('/api/auth/me', { token })).json()) as MeAnswer;
    const { username } = await operator();

    expect(await isSecond(ADMIN, ADMIN.password)).toBe(true);
    expect(await meOf(root)).toMatchObject({ inOwnHands: true });
    expect(await meOf(await gateway.signIn(username, GIVEN))).toMatchObject({ inOwnHands: false });
  });
});
