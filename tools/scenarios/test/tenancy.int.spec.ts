import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Api } from '@openprepay/contracts/http/api';
import { billingApi } from '@openprepay/contracts/http/billing';
import { ApiError } from '@openprepay/contracts/http/client-errors';
import { gatewayApi } from '@openprepay/contracts/http/gateway';
import { keyManagementApi } from '@openprepay/contracts/http/key-management';
import type { TariffBody } from '@openprepay/contracts/http/tariff-document';
import { telemetryApi } from '@openprepay/contracts/http/telemetry';
import { vendingApi } from '@openprepay/contracts/http/vending';
import { makeMeterNumber } from '@openprepay/sts';
import { demoKeyData, demoMeter } from '@openprepay/standalone/demo-fleet';
import type { SignedIn } from '@openprepay/standalone/gateway-client';
import { request } from './fetch-json.js';
import { listVends } from './lists.js';
import { PASSWORD, Platform } from './platform.js';
import { until } from './until.js';

const roles = ['custodian', 'engineer', 'operator', 'clerk', 'auditor'] as const;

/** Those who run the installation see all utilities. */
const NOT_OF_ONE_UTILITY = '/api/auth/utilities';

/** Every list that the contracts know, so that a new one is looked at too. */
const lists = [gatewayApi, keyManagementApi, vendingApi, telemetryApi, billingApi].flatMap(({ publicPath, endpoints }: Api) =>
  Object.values(endpoints)
    .filter(({ method, path, query }) => method === 'GET' && query && 'cursor' in query.shape && !path.includes(':'))
    .map(({ path }) => publicPath + path)
    .filter((path) => path !== NOT_OF_ONE_UTILITY),
);

/** A mark that stands in everything the second utility makes. */
const MARK = 'lakeside';

let platform: Platform;
let ours: Readonly<Record<string, SignedIn>>;
let theirs: Readonly<Record<string, SignedIn>>;
let theirMeter: string;

beforeAll(async () => {
  platform = await Platform.start({ meters: 1, simulate: false });
  const platformAdmin = await platform.as('admin');
  await platformAdmin.gateway.createUtility({
    body: {
      code: MARK,
      name: 'Lakeside Power',
      currency: 'UGX',
      timeZone: 'Africa/Kampala',
      username: `${MARK}-admin`,
      password: PASSWORD,
    },
  });
  theirs = await staffOf(await platform.as(`${MARK}-admin`));
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
});
afterAll(() => platform?.stop());

async function staffOf(admin: SignedIn): Promise<Readonly<Record<string, SignedIn>>> {
  const staff: Record<string, SignedIn> = { admin };
  for (const role of roles) {
    const username = `${MARK}-${role}`;
    if (role === 'custodian') await platform.addCustodian(admin, username);
    else await admin.gateway.createUser({ body: { username, password: PASSWORD, roles: [role] } });
    staff[role] = await platform.as(username);
  }
  return staff;
}

const roleOf = (staff: Readonly<Record<string, SignedIn>>, role: string): SignedIn => {
  const found = staff[role];
  if (!found) throw new Error(`nobody is ${role}`);
  return found;
};
const them = (role: string): SignedIn => roleOf(theirs, role);
const us = (role: string): SignedIn => roleOf(ours, role);

/** A tariff of one price for all units. */
const priceOf = (tariffCode: string, rate: string): TariffBody => ({
  tariffCode,
  commodity: 'electricity',
  currency: 'UGX',
  validFrom: '2026-01-01T00:00:00Z',
  energy: { blocks: [{ rate }] },
});

/** Gives the second utility one of everything, each with the mark in it. */
async function furnish(): Promise<string> {
  const meterNumber = makeMeterNumber('00', '88000001');
  const accountNumber = `${MARK}-1`;
  await them('custodian').keyManagement.createSupplyGroup({ body: { supplyGroupCode: '700700', name: `${MARK} group` } });
  const { billing } = them('clerk');
  await billing.publishTariff({ body: priceOf(`${MARK}-tariff`, '800') });
  await billing.openAccount({ body: { accountNumber, name: MARK, tariffCode: `${MARK}-tariff` } });
  await billing.chargeDebt({
    params: { accountNumber },
    body: { code: `${MARK}-loan`, outstanding: '5000', recovery: { share: '10' } },
  });
  const { vending } = them('admin');
  await vending.createMeter({
    body: { meterNumber, ...demoKeyData, supplyGroupCode: '700700', commodity: 'electricity', accountNumber },
  });
  await vending.createVendor({ body: { name: `${MARK} shop` } });
  return meterNumber;
}

const statusOf = (work: Promise<unknown>): Promise<number> =>
  work.then(
    () => 200,
    (error: unknown) => (error instanceof ApiError ? error.status : 0),
  );

/** All that an answer tells, also what no contract names. */
async function seen({ accessToken }: SignedIn, path: string): Promise<string> {
  const { status, body } = await request(`${platform.url}${path}`, { headers: { authorization: `Bearer ${accessToken}` } });
  expect([200, 403], path).toContain(status);
  return JSON.stringify(body);
}

describe('two utilities on one installation', () => {
  it('have lists', () => {
    expect(lists).toEqual(expect.arrayContaining(['/api/auth/users', '/api/vending/v1/vends', '/api/key-management/v1/audit-log']));
  });

  it.each(lists)('%s shows no one of ours anything of theirs', async (list) => {
    for (const [role, who] of Object.entries(ours)) {
      expect((await seen(who, list)).includes(MARK), `${role} on ${list}`).toBe(false);
    }
  });

  it.each(lists)('%s shows no one of theirs anything of ours', async (list) => {
    for (const [role, who] of Object.entries(theirs)) {
      const text = await seen(who, list);
      for (const mark of ['Demo', 'ACC-00001', demoMeter(0).meterNumber, '"DOM"', 'opening-float', 'custodian1']) {
        expect(text.includes(mark), `${role} on ${list} sees ${mark}`).toBe(false);
      }
    }
  });

  it('finds nothing of theirs by name', async () => {
    const account = { params: { accountNumber: `${MARK}-1` } };
    const meter = { params: { meterNumber: theirMeter } };
    const reads: readonly (readonly [string, (who: SignedIn) => Promise<unknown>])[] = [
      ['their meter', ({ vending }) => vending.readMeter(meter)],
      ['their account', ({ billing }) => billing.readAccount(account)],
      ['its ledger', ({ billing }) => billing.readLedger(account)],
      ['its debts', ({ billing }) => billing.listDebts(account)],
      ['their tariff', ({ billing }) => billing.listTariffVersions({ params: { tariffCode: `${MARK}-tariff` } })],
      ['what their meter says', ({ telemetry }) => telemetry.readMeter(meter)],
      ['its readings', ({ telemetry }) => telemetry.listReadings(meter)],
    ];
    for (const [what, read] of reads) {
      for (const [role, who] of Object.entries(ours)) {
        expect([403, 404], `${role} on ${what}`).toContain(await statusOf(read(who)));
      }
    }
  });

  it('changes nothing of theirs', async () => {
    const { billing, telemetry, vending } = us('admin');
    const debt = { code: 'intruder', outstanding: '1.00', recovery: { share: '10' } };
    const sale = { meterNumber: theirMeter, tender: { amount: '100.00', currency: 'KES' }, paymentMethod: 'cash' } as const;
    const params = { accountNumber: `${MARK}-1` };

    expect([403, 404]).toContain(await statusOf(billing.chargeDebt({ params, body: debt })));
    expect([403, 404]).toContain(await statusOf(telemetry.issueCredentials({ params: { meterNumber: theirMeter } })));
    expect([403, 404]).toContain(await statusOf(vending.quoteVend({ body: sale })));

    const { body } = await them('clerk').billing.listDebts({ params });
    expect(body.items.map(({ code }) => code)).toEqual([`${MARK}-loan`]);
  });

  it('lets both keep a meter and a tariff of one name, each its own', async () => {
    const { billing } = them('clerk');
    await billing.publishTariff({ body: priceOf('DOM', '900') });

    const { body } = await billing.listTariffVersions({ params: { tariffCode: 'DOM' } });
    expect(body.items.map(({ currency }) => currency)).toEqual(['UGX']);
  });

  it('sells with its own keys only', async () => {
    const admin = them('admin');
    const [first, second] = [randomBytes(20).toString('hex'), randomBytes(20).toString('hex')];
    const { keyType, keyRevision, baseDate, decoderKeyAlgorithm } = demoKeyData;
    await platform.addCustodian(admin, `${MARK}-custodian2`);
    const secondCustodian = await platform.as(`${MARK}-custodian2`);
    const { body: made } = await them('custodian').keyManagement.createVendingKey({
      params: { supplyGroupCode: '700700' },
      body: { keyType, keyRevision, keyExpiry: 255, baseDate, decoderKeyAlgorithm, components: 2 },
    });
    const enter = ({ keyManagement }: SignedIn, component: string) =>
      keyManagement.enterComponent({ params: { vendingKeyId: made.vendingKeyId }, body: { component } });

    expect(await statusOf(enter(us('custodian'), first))).toBe(404);
    await enter(them('custodian'), first);
    expect((await enter(secondCustodian, second)).body).toMatchObject({ state: 'active' });

    const sale = {
      headers: { 'idempotency-key': `${MARK}-first` },
      body: { meterNumber: theirMeter, tender: { amount: '20000', currency: 'UGX' }, paymentMethod: 'cash' },
    } as const;
    await until(async () => (await admin.vending.sellVend(sale)).body.state === 'completed');
    expect(await listVends(us('admin'), theirMeter)).toEqual([]);
  });
});
