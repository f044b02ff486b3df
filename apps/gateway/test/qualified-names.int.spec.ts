import { randomUUID } from 'node:crypto';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Passwords } from '../src/users/passwords.js';
import { ADMIN, type GatewayUnderTest, problem, problemOf, startGatewayUnderTest } from './gateway-under-test.js';

const FAILURES = 3;
const PASSWORD = 'planted-user-password';
const NORTH_PASSWORD = 'planted-of-north';
const SOUTH_PASSWORD = 'planted-of-south';

interface Utility {
  readonly code: string;
  readonly admin: string;
}

let gateway: GatewayUnderTest;
let root: string;
let north: Utility;
let south: Utility;
let name: string;

beforeAll(async () => {
  gateway = await startGatewayUnderTest({ SIGN_IN_FAILURES: String(FAILURES), SIGN_IN_RATE_BURST: '1000' });
  root = await gateway.signIn(ADMIN.username, ADMIN.password);
  [north, south] = [await newUtility(), await newUtility()];
});
beforeEach(() => void (name = newName()));
afterAll(() => gateway.stop());

const newName = (): string => `user-${randomUUID().slice(0, 8)}`;

async function newUtility(): Promise<Utility> {
  const [code, username] = [`u-${randomUUID().slice(0, 8)}`, newName()];
  const body = { code, name: 'A utility', currency: 'KES', timeZone: 'UTC', username, password: PASSWORD };
  expect((await gateway.call('/api/auth/utilities', { method: 'POST', token: root, body })).status).toBe(201);
  return { code, admin: await gateway.signIn(username, PASSWORD) };
}

const addUser = (token: string, username: string, password: string): Promise<Response> =>
  gateway.call('/api/auth/users', { method: 'POST', token, body: { username, password, roles: ['clerk'] } });

const attempt = (username: string, password: string): Promise<Response> =>
  gateway.call('/api/auth/token', { method: 'POST', body: { username, password } });

const claimsOf = async (username: string, password: string): Promise<object> => decodeJwt(await gateway.signIn(username, password));

describe('a user name', () => {
  it('is one’s own within a utility, and means another in another', async () => {
    const made = await addUser(north.admin, name, NORTH_PASSWORD);
    const { userId } = (await made.json()) as { readonly userId: string };

    expect((await addUser(south.admin, name, SOUTH_PASSWORD)).status).toBe(201);
    expect(await problemOf(await addUser(north.admin, name.toUpperCase(), PASSWORD))).toEqual(problem(409, 'gateway.username_taken'));
    expect(await claimsOf(`${name}@${north.code}`, NORTH_PASSWORD)).toMatchObject({ sub: userId, username: name, utility: north.code });
    expect(await claimsOf(`${name}@${south.code}`, SOUTH_PASSWORD)).toMatchObject({ username: name, utility: south.code });
    await expect(gateway.signIn(`${name}@${south.code}`, NORTH_PASSWORD)).rejects.toThrow('401');
  });

  it('signs in by itself where one account alone has it, whichever utility’s that is, and a platform administrator’s too', async () => {
    await addUser(north.admin, name, NORTH_PASSWORD);
    expect(await claimsOf(name, NORTH_PASSWORD)).toMatchObject({ utility: north.code });
    expect(await claimsOf(`${ADMIN.username}@main`, ADMIN.password)).toMatchObject({ username: ADMIN.username, platform: true });

    await addUser(south.admin, name, SOUTH_PASSWORD);
    for (const password of [NORTH_PASSWORD, SOUTH_PASSWORD])
      expect(await problemOf(await attempt(name, password))).toEqual(problem(401, 'gateway.credentials_wrong'));
  });

  it('with an @ in it takes no sign-in from whom it means with their utility', async () => {
    await addUser(north.admin, name, NORTH_PASSWORD);
    const like = `${name}@${north.code}`;
    await addUser(south.admin, like, SOUTH_PASSWORD);

    expect(await claimsOf(like, NORTH_PASSWORD)).toMatchObject({ username: name, utility: north.code });
    expect(await claimsOf(`${like}@${south.code}`, SOUTH_PASSWORD)).toMatchObject({ username: like, utility: south.code });
    await expect(gateway.signIn(like, SOUTH_PASSWORD)).rejects.toThrow('401');
  });

  it('and its password are changed by its owner alone, whoever else has the name', async () => {
    await addUser(north.admin, name, NORTH_PASSWORD);
    await addUser(south.admin, name, SOUTH_PASSWORD);
    const token = await gateway.signIn(`${name}@${south.code}`, SOUTH_PASSWORD);
    const body = { currentPassword: SOUTH_PASSWORD, newPassword: 'of-their-own' };

    expect((await gateway.call('/api/auth/password', { method: 'POST', token, body })).status).toBe(204);
    expect(await gateway.signIn(`${name}@${south.code}`, 'of-their-own')).toBeTruthy();
    expect(await gateway.signIn(`${name}@${north.code}`, NORTH_PASSWORD)).toBeTruthy();
  });
});

describe('a sign-in that is refused', () => {
  it('takes one look and one hash, and says the same, whether the name is unknown, of several, of another utility or the password wrong', async () => {
    await addUser(north.admin, name, NORTH_PASSWORD);
    const several = newName();
    for (const { admin } of [north, south]) await addUser(admin, several, PASSWORD);
    const matches = vi.spyOn(gateway.get(Passwords), 'matches');

    for (const username of [newName(), `${newName()}@${north.code}`, `${name}@no-such-utility`, several, `${name}@${south.code}`, name]) {
      matches.mockClear();
      expect(await problemOf(await attempt(username, PASSWORD))).toEqual(problem(401, 'gateway.credentials_wrong'));
      expect(matches).toHaveBeenCalledTimes(1);
    }
    matches.mockRestore();
  });

  it('counts for its own account: another utility’s user of the same name signs in still', async () => {
    await addUser(north.admin, name, NORTH_PASSWORD);
    await addUser(south.admin, name, SOUTH_PASSWORD);
    for (let count = 0; count < FAILURES; count++) await attempt(`${name}@${south.code}`, 'wrong');
    for (let count = 0; count < FAILURES; count++) await attempt(name, 'wrong');

    expect((await attempt(`${name}@${south.code}`, SOUTH_PASSWORD)).status).toBe(429);
    expect(await claimsOf(`${name}@${north.code}`, NORTH_PASSWORD)).toMatchObject({ utility: north.code });
  });

  it('counts for the account, by whichever of its names it was tried, and does not tell that both are one’s', async () => {
    await addUser(north.admin, name, NORTH_PASSWORD);
    const qualified = `${name}@${north.code}`;
    const matches = vi.spyOn(gateway.get(Passwords), 'matches');
    for (let count = 0; count < FAILURES; count++) await attempt(name, 'wrong');
    const before = matches.mock.calls.length;

    expect(await problemOf(await attempt(qualified, NORTH_PASSWORD))).toEqual(problem(401, 'gateway.credentials_wrong'));
    expect(matches.mock.calls.length - before).toBe(1);
    expect((await attempt(name, NORTH_PASSWORD)).status).toBe(429);
    matches.mockRestore();
  });
});
