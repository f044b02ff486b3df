import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SignedIn } from '@openprepay/standalone/gateway-client';
import { DatabaseCopies } from './database-copies.js';
import { request } from './fetch-json.js';
import { PASSWORD, Platform } from './platform.js';
import { until } from './until.js';

let platform: Platform;
let admin: SignedIn;
let disabled: SignedIn;
let newcomer: SignedIn;
let userId: string;

const newUser = async (username: string): Promise<string> => {
  const { body } = await admin.gateway.createUser({ body: { username, password: PASSWORD, roles: ['clerk'] } });
  if (!('userId' in body)) throw new Error(`${username} waits for somebody`);
  return body.userId;
};
const statusOf = async ({ accessToken }: SignedIn): Promise<number> =>
  (await request(`${platform.url}/api/billing/v1/accounts`, { headers: { authorization: `Bearer ${accessToken}` } })).status;

beforeAll(async () => {
  platform = await Platform.start({ meters: 1, simulate: false });
  const copies = new DatabaseCopies(platform);
  admin = await platform.as('admin');
  const [leaving, coming] = [`leaving-${randomUUID().slice(0, 8)}`, `coming-${randomUUID().slice(0, 8)}`];
  userId = await newUser(leaving);
  disabled = await platform.as(leaving);

  await copies.take('gateway');
  await platform.untilHealthy();
  await admin.gateway.changeUser({ params: { userId }, body: { state: 'disabled' } });
  await newUser(coming);
  newcomer = await platform.as(coming);
  await copies.restoreStopped('gateway');
  await platform.untilHealthy();
}, 300_000);
afterAll(() => platform?.stop());

describe('a platform whose database of the gateway is restored', () => {
  it('ends the sessions of those who were made since, and keeps those of everybody else', async () => {
    expect(await statusOf(newcomer)).toBe(401);
    expect(await statusOf(admin)).toBe(200);
  });

  it('lets in again whoever was disabled since, until they are disabled again', async () => {
    expect(await statusOf(disabled)).toBe(200);

    await admin.gateway.changeUser({ params: { userId }, body: { state: 'disabled' } });

    await until(async () => (await statusOf(disabled)) === 401);
  });
});
