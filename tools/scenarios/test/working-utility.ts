import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { randomBytes } from 'node:crypto';
import { makeMeterNumber } from '@openprepay/sts';
import { DEMO_TARIFF, demoKeyData, demoTariff } from '@openprepay/standalone/demo-fleet';
import type { SignedIn } from '@openprepay/standalone/gateway-client';
import { CURRENCY, PASSWORD, type Platform } from './platform.js';

/** A meter that somebody can be: with its password at the MQTT broker. */
export interface KnownMeter {
  readonly meterNumber: string;
  readonly password: string;
}

/** A utility that sells, as those who try the platform see it. */
export interface WorkingUtility {
  readonly name: string;
  readonly usernames: Readonly<Record<'vendor' | 'clerk' | 'operator', string>>;
  readonly meters: readonly KnownMeter[];
}

/** The utility that every platform is seeded with. */
export async function demoUtility(platform: Platform): Promise<WorkingUtility> {
  const text = await readFile(path.join(platform.dataDir, 'secrets', 'meters.json'), 'utf8');
  const { meters } = JSON.parse(text) as { readonly meters: readonly KnownMeter[] };
  return { name: 'demo', usernames: { vendor: 'vendor', clerk: 'clerk', operator: 'operator' }, meters };
}

const SUPPLY_GROUP = '700700';
const FIRST_SERIAL = 88_000_001;
const VENDING_KEY_BYTES = 20;
const FLOAT = '100000';

/** Another utility beside the demo's, with a vending key, a tariff, a vendor and meters of its own. */
export async function secondUtility(platform: Platform, name: string, meterCount: number): Promise<WorkingUtility> {
  const administrator = `${name}-admin`;
  const { gateway } = await platform.as('admin');
  await gateway.createUtility({
    body: { code: name, name, currency: CURRENCY, timeZone: 'Africa/Nairobi', username: administrator, password: PASSWORD },
  });
  const admin = await platform.as(administrator);
  for (const role of ['clerk', 'operator'] as const) {
    await admin.gateway.createUser({ body: { username: `${name}-${role}`, password: PASSWORD, roles: [role] } });
  }
  await enterVendingKey(platform, admin, name);
  await admin.billing.publishTariff({ body: demoTariff(CURRENCY, startOfMonth(new Date())) });
  await makeVendor(admin, name);
  const meters: KnownMeter[] = [];
  for (let index = 0; index < meterCount; index++) meters.push(await makeMeter(admin, name, index));
  return {
    name,
    usernames: { vendor: `${name}-vendor`, clerk: `${name}-clerk`, operator: `${name}-operator` },
    meters,
  };
}

const startOfMonth = (now: Date): Date => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth()));

async function enterVendingKey(platform: Platform, admin: SignedIn, name: string): Promise<void> {
  const custodians: SignedIn[] = [];
  for (const username of [`${name}-custodian1`, `${name}-custodian2`]) {
    await platform.addCustodian(admin, username);
    custodians.push(await platform.as(username));
  }
  const [first] = custodians;
  if (!first) throw new Error('there are two custodians');
  await first.keyManagement.createSupplyGroup({ body: { supplyGroupCode: SUPPLY_GROUP, name: `${name} group` } });
  const { keyType, keyRevision, baseDate, decoderKeyAlgorithm } = demoKeyData;
  const { body } = await first.keyManagement.createVendingKey({
    params: { supplyGroupCode: SUPPLY_GROUP },
    body: { keyType, keyRevision, keyExpiry: 255, baseDate, decoderKeyAlgorithm, components: custodians.length },
  });
  for (const { keyManagement } of custodians) {
    const component = randomBytes(VENDING_KEY_BYTES).toString('hex');
    await keyManagement.enterComponent({ params: { vendingKeyId: body.vendingKeyId }, body: { component } });
  }
}

async function makeVendor({ vending, gateway }: SignedIn, name: string): Promise<void> {
  const { vendorId } = (await vending.createVendor({ body: { name: `${name} shop` } })).body;
  await vending.depositFloat({ params: { vendorId }, body: { amount: FLOAT, currency: CURRENCY, reference: `${name}-opening` } });
  await gateway.createUser({ body: { username: `${name}-vendor`, password: PASSWORD, roles: ['vendor'], vendorId } });
}

async function makeMeter({ billing, vending, telemetry }: SignedIn, name: string, index: number): Promise<KnownMeter> {
  const meterNumber = makeMeterNumber('00', String(FIRST_SERIAL + index));
  const accountNumber = `${name}-${index + 1}`;
  await billing.openAccount({ body: { accountNumber, name: `Customer of meter ${meterNumber}`, tariffCode: DEMO_TARIFF } });
  await vending.createMeter({
    body: { meterNumber, ...demoKeyData, supplyGroupCode: SUPPLY_GROUP, commodity: 'electricity', accountNumber },
  });
  const { body } = await telemetry.issueCredentials({ params: { meterNumber } });
  return { meterNumber, password: 'password' in body ? body.password : '' };
}
