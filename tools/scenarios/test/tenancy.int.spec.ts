import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeMeterNumber } from '@openprepay/sts';
import { demoKeyData, demoMeter } from '@openprepay/standalone/demo-fleet';
import { GatewayClient, type Json } from '@openprepay/standalone/gateway-client';
import { until } from './until.js';
import { PASSWORD, Platform } from './platform.js';

const roles = ['custodian', 'engineer', 'operator', 'clerk', 'auditor'] as const;

/** The lists that a person can see, and who in the utility may see them. */
const lists = [
  '/api/vending/v1/meters',
  '/api/vending/v1/vends',
  '/api/vending/v1/vendors',
  '/api/vending/v1/parked-messages',
  '/api/billing/v1/accounts',
  '/api/billing/v1/tariffs',
  '/api/billing/v1/journal-entries',
  '/api/billing/v1/parked-messages',
  '/api/key-management/v1/supply-groups',
  '/api/key-management/v1/audit-log',
  '/api/key-management/v1/parked-messages',
  '/api/telemetry/v1/quarantine',
  '/api/telemetry/v1/alarms',
  '/api/telemetry/v1/parked-messages',
  '/api/auth/users',
] as const;

/** A mark that stands in everything the second utility makes. */
const MARK = 'lakeside';

let platform: Platform;
let ours: Readonly<Record<string, GatewayClient>>;
let theirs: Readonly<Record<string, GatewayClient>>;
let theirMeter: string;

beforeAll(async () => {
  platform = await Platform.start({ meters: 1, simulate: false });
  const platformAdmin = await platform.as('admin');
  await platformAdmin.post('/api/auth/utilities', {
    code: MARK,
    name: 'Lakeside Power',
    currency: 'UGX',
    timeZone: 'Africa/Kampala',
    username: `${MARK}-admin`,
    password: PASSWORD,
  });
  theirs = await staffOf(await GatewayClient.signIn(platform.url, `${MARK}-admin`, PASSWORD));
  ours = {
    admin: platformAdmin,
    custodian: await platform.as('custodian1'),
    engineer: await platform.as('engineer'),
    operator: await platform.as('operator'),
    clerk: await platform.as('clerk'),
    auditor: await platform.as('auditor'),
    vendor: await platform.as('vendor'),
  };
  theirMeter = await furnish();
}, 180_000);
afterAll(() => platform?.stop());

async function staffOf(admin: GatewayClient): Promise<Readonly<Record<string, GatewayClient>>> {
  const staff: Record<string, GatewayClient> = { admin };
  for (const role of roles) {
    const username = `${MARK}-${role}`;
    await admin.post('/api/auth/users', { username, password: PASSWORD, roles: [role] });
    staff[role] = await GatewayClient.signIn(platform.url, username, PASSWORD);
  }
  return staff;
}

const them = (role: string): GatewayClient => {
  const client = theirs[role];
  if (!client) throw new Error(`nobody is ${role}`);
  return client;
};

/** Gives the second utility one of everything, each with the mark in it. */
async function furnish(): Promise<string> {
  const meterNumber = makeMeterNumber('00', '88000001');
  await them('custodian').post('/api/key-management/v1/supply-groups', { supplyGroupCode: '700700', name: `${MARK} group` });
  await them('clerk').post('/api/billing/v1/tariffs', {
    tariffCode: `${MARK}-tariff`,
    commodity: 'electricity',
    currency: 'UGX',
    validFrom: '2026-01-01T00:00:00Z',
    energy: { blocks: [{ rate: '800' }] },
  });
  await them('clerk').post('/api/billing/v1/accounts', { accountNumber: `${MARK}-1`, name: MARK, tariffCode: `${MARK}-tariff` });
  await them('clerk').post(`/api/billing/v1/accounts/${MARK}-1/debts`, {
    code: `${MARK}-loan`,
    outstanding: '5000',
    recovery: { share: '10' },
  });
  await them('admin').post('/api/vending/v1/meters', {
    meterNumber,
    ...demoKeyData,
    supplyGroupCode: '700700',
    commodity: 'electricity',
    accountNumber: `${MARK}-1`,
  });
  await them('admin').post('/api/vending/v1/vendors', { name: `${MARK} shop` });
  return meterNumber;
}

const statusOf = (work: Promise<unknown>): Promise<number> =>
  work.then(
    () => 200,
    (error: unknown) => (error instanceof Error && 'status' in error ? Number(error.status) : 0),
  );

describe('two utilities on one installation', () => {
  it.each(lists)('%s shows no one of ours anything of theirs', async (list) => {
    for (const [role, client] of Object.entries(ours)) {
      const answer = await client.get(list).catch((error: unknown) => ({ refused: String(error) }));
      expect(JSON.stringify(answer).includes(MARK), `${role} on ${list}`).toBe(false);
    }
  });

  it.each(lists)('%s shows no one of theirs anything of ours', async (list) => {
    for (const [role, client] of Object.entries(theirs)) {
      const text = JSON.stringify(await client.get(list).catch((error: unknown) => ({ refused: String(error) })));
      for (const mark of ['Demo', 'ACC-00001', demoMeter(0).meterNumber, '"DOM"', 'opening-float', 'custodian1']) {
        expect(text.includes(mark), `${role} on ${list} sees ${mark}`).toBe(false);
      }
    }
  });

  it('finds nothing of theirs by name', async () => {
    const paths = [
      `/api/vending/v1/meters/${theirMeter}`,
      `/api/billing/v1/accounts/${MARK}-1`,
      `/api/billing/v1/accounts/${MARK}-1/ledger`,
      `/api/billing/v1/accounts/${MARK}-1/debts`,
      `/api/billing/v1/tariffs/${MARK}-tariff`,
      `/api/telemetry/v1/meters/${theirMeter}`,
      `/api/telemetry/v1/meters/${theirMeter}/readings?register=1-0:1.8.0`,
    ];
    for (const path of paths) {
      for (const [role, client] of Object.entries(ours)) {
        expect([403, 404], `${role} on ${path}`).toContain(await statusOf(client.get(path)));
      }
    }
  });

  it('changes nothing of theirs', async () => {
    const ourAdmin = ours['admin'];
    if (!ourAdmin) throw new Error('we have no admin');
    const attempts: readonly (readonly [string, Json])[] = [
      [`/api/billing/v1/accounts/${MARK}-1/debts`, { code: 'intruder', outstanding: '1.00', recovery: { share: '10' } }],
      [`/api/telemetry/v1/meters/${theirMeter}/credentials`, {}],
      [`/api/vending/v1/vends/quote`, { meterNumber: theirMeter, tender: { amount: '100.00', currency: 'KES' }, paymentMethod: 'cash' }],
    ];
    for (const [path, body] of attempts) expect([403, 404], path).toContain(await statusOf(ourAdmin.post(path, body)));

    const { items } = await them('clerk').get(`/api/billing/v1/accounts/${MARK}-1/debts`);
    expect((items as readonly Json[]).map((debt) => debt['code'])).toEqual([`${MARK}-loan`]);
  });

  it('lets both keep a meter and a tariff of one name, each its own', async () => {
    await them('clerk').post('/api/billing/v1/tariffs', {
      tariffCode: 'DOM',
      commodity: 'electricity',
      currency: 'UGX',
      validFrom: '2026-01-01T00:00:00Z',
      energy: { blocks: [{ rate: '900' }] },
    });

    const { items } = await them('clerk').get('/api/billing/v1/tariffs/DOM');
    expect((items as readonly Json[]).map((tariff) => tariff['currency'])).toEqual(['UGX']);
  });

  it('sells with its own keys only', async () => {
    const admin = them('admin');
    const components = [randomBytes(20), randomBytes(20)].map((bytes) => bytes.toString('hex'));
    const { keyType, keyRevision, baseDate, decoderKeyAlgorithm } = demoKeyData;
    await admin.post('/api/auth/users', { username: `${MARK}-custodian2`, password: PASSWORD, roles: ['custodian'] });
    const second = await GatewayClient.signIn(platform.url, `${MARK}-custodian2`, PASSWORD);
    const made = await them('custodian').post('/api/key-management/v1/supply-groups/700700/vending-keys', {
      keyType,
      keyRevision,
      keyExpiry: 255,
      baseDate,
      decoderKeyAlgorithm,
      components: 2,
    });
    const entry = `/api/key-management/v1/vending-keys/${String(made['vendingKeyId'])}/components`;

    const intruder = ours['custodian']?.post(entry, { component: components[0] }) ?? Promise.resolve();
    expect(await statusOf(intruder)).toBe(404);
    await them('custodian').post(entry, { component: components[0] });
    expect(await second.post(entry, { component: components[1] })).toMatchObject({ state: 'active' });

    let sold: Json = {};
    await until(async () => {
      sold = await admin
        .post(
          '/api/vending/v1/vends',
          { meterNumber: theirMeter, tender: { amount: '20000', currency: 'UGX' }, paymentMethod: 'cash' },
          { 'idempotency-key': `${MARK}-first` },
        )
        .catch(() => ({}));
      return sold['state'] === 'completed';
    });
    const ourVends = await ours['admin']?.get(`/api/vending/v1/vends?meterNumber=${theirMeter}`);
    expect(ourVends).toMatchObject({ items: [] });
  });
});
