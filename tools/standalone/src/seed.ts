import { randomBytes } from 'node:crypto';
import { combineComponents } from '@openprepay/sts/keys';
import { DEMO_SUPPLY_GROUP, DEMO_TARIFF, demoKeyData, demoMeter, demoTariff } from './demo-fleet.js';
import { ApiError, GatewayClient, type Json } from './gateway.client.js';
import { readSeedRecord, type SeededMeter, type SeedRecord, writeJson, writeSeedRecord } from './seed-record.js';
import type { Progress } from './progress.js';

export interface SeedOptions {
  readonly gatewayUrl: string;
  readonly dataDir: string;
  readonly password: string;
  readonly currency: string;
  readonly meters: number;
  readonly metersFile: string;
  readonly now: Date;
  readonly progress: Progress;
}

const VENDING_KEY_BYTES = 20;
const VENDOR_FLOAT = '100000';
const METERS_AT_ONCE = 4;
/** Short, so that a newcomer sees readings come in. */
const READING_INTERVAL_MS = 2_000;

const staff = [
  ['custodian1', 'custodian'],
  ['custodian2', 'custodian'],
  ['engineer', 'engineer'],
  ['operator', 'operator'],
  ['clerk', 'clerk'],
  ['auditor', 'auditor'],
] as const;

/**
 * Makes the demo utility through the public API, as its staff would: users, a vending key entered by two custodians, a
 * tariff, a vendor with a float, and meters with their MQTT credentials. Takes up where an interrupted seed stopped.
 *
 * @returns the demo's meters
 * @throws ApiError with the platform's own code where it refuses
 */
export async function seedDemo(options: SeedOptions): Promise<readonly SeededMeter[]> {
  const { gatewayUrl, dataDir, password, progress } = options;
  const admin = await signInAdmin(gatewayUrl, password);
  let record: SeedRecord = (await readSeedRecord(dataDir)) ?? {
    components: [randomBytes(VENDING_KEY_BYTES).toString('hex'), randomBytes(VENDING_KEY_BYTES).toString('hex')],
    baseDone: false,
    meters: [],
  };
  await writeSeedRecord(dataDir, record);

  if (!record.baseDone) {
    const { components } = record;
    await progress.step('making the demo utility: users, vending key, tariff, vendor', () => seedBase(options, admin, components));
    record = { ...record, baseDone: true };
    await writeSeedRecord(dataDir, record);
  }
  if (record.meters.length < options.meters) {
    const first = record.meters.length;
    const added = await progress.step(`making ${options.meters - first} meters`, () => seedMeters(options, admin, first));
    record = { ...record, meters: [...record.meters, ...added] };
    await writeSeedRecord(dataDir, record);
  }
  const meters = record.meters.slice(0, options.meters);
  await writeMetersFile(options.metersFile, record, meters);
  return meters;
}

async function signInAdmin(gatewayUrl: string, password: string): Promise<GatewayClient> {
  return GatewayClient.signIn(gatewayUrl, 'admin', password).catch((cause: unknown) => {
    if (!(cause instanceof ApiError) || cause.status !== 401) throw cause;
    throw new Error('this data folder was made with another OPENPREPAY_DEMO_PASSWORD: set that one, or leave the variable out', { cause });
  });
}

async function seedBase(options: SeedOptions, admin: GatewayClient, components: readonly [string, string]): Promise<void> {
  const { gatewayUrl, password } = options;
  await Promise.all(staff.map(([username, role]) => admin.ensure('/api/auth/users', { username, password, roles: [role] })));
  const custodians = await Promise.all(
    ['custodian1', 'custodian2'].map((username) => GatewayClient.signIn(gatewayUrl, username, password)),
  );
  await enterVendingKey(custodians, components);
  await admin.ensure('/api/billing/v1/tariffs', demoTariff(options.currency, startOfMonth(options.now)));
  await makeVendor(options, admin);
}

const startOfMonth = (now: Date): Date => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth()));

/** Dual control: the key exists once both custodians have entered their components. */
async function enterVendingKey(custodians: readonly GatewayClient[], components: readonly [string, string]): Promise<void> {
  const [first] = custodians;
  if (!first) throw new Error('a vending key needs custodians');
  const group = '/api/key-management/v1/supply-groups';
  await first.ensure(group, { supplyGroupCode: DEMO_SUPPLY_GROUP, name: 'Demo supply group' });
  const vendingKeyId = (await findVendingKey(first)) ?? (await createVendingKey(first));
  for (const [index, custodian] of custodians.entries()) {
    await custodian.ensure(`/api/key-management/v1/vending-keys/${vendingKeyId}/components`, { component: components[index] });
  }
}

async function createVendingKey(custodian: GatewayClient): Promise<string> {
  const { keyType, keyRevision, baseDate, decoderKeyAlgorithm } = demoKeyData;
  const key = { keyType, keyRevision, keyExpiry: 255, baseDate, decoderKeyAlgorithm, components: 2 };
  const made = await custodian.post(`/api/key-management/v1/supply-groups/${DEMO_SUPPLY_GROUP}/vending-keys`, key);
  return String(made['vendingKeyId']);
}

async function findVendingKey(custodian: GatewayClient): Promise<string | undefined> {
  const listed = await custodian.get(`/api/key-management/v1/supply-groups/${DEMO_SUPPLY_GROUP}/vending-keys`);
  const [key] = listed['items'] as readonly Json[];
  return key ? String(key['vendingKeyId']) : undefined;
}

async function makeVendor({ password, currency }: SeedOptions, admin: GatewayClient): Promise<void> {
  const { items } = await admin.get('/api/vending/v1/vendors?limit=500');
  const existing = (items as readonly Json[]).find((vendor) => vendor['name'] === 'Demo Vendor');
  const vendor = existing ?? (await admin.post('/api/vending/v1/vendors', { name: 'Demo Vendor' }));
  const vendorId = String(vendor['vendorId']);
  await admin.post(`/api/vending/v1/vendors/${vendorId}/deposits`, { amount: VENDOR_FLOAT, currency, reference: 'opening-float' });
  await admin.ensure('/api/auth/users', { username: 'vendor', password, roles: ['vendor'], vendorId });
}

async function seedMeters(options: SeedOptions, admin: GatewayClient, first: number): Promise<readonly SeededMeter[]> {
  const made: SeededMeter[] = [];
  for (let index = first; index < options.meters; index += METERS_AT_ONCE) {
    const group = Array.from({ length: Math.min(METERS_AT_ONCE, options.meters - index) }, (_, offset) => demoMeter(index + offset));
    made.push(...(await Promise.all(group.map((meter) => seedMeter(admin, meter)))));
  }
  return made;
}

async function seedMeter(admin: GatewayClient, { meterNumber, accountNumber }: ReturnType<typeof demoMeter>): Promise<SeededMeter> {
  await admin.ensure('/api/billing/v1/accounts', { accountNumber, name: `Customer of meter ${meterNumber}`, tariffCode: DEMO_TARIFF });
  await admin.ensure('/api/vending/v1/meters', { meterNumber, ...demoKeyData, commodity: 'electricity', accountNumber });
  const credentials = await admin.post(`/api/telemetry/v1/meters/${meterNumber}/credentials`);
  return { meterNumber, accountNumber, mqttPassword: String(credentials['password']) };
}

/** Tells the simulator what a manufacturer would burn into each meter. */
async function writeMetersFile(file: string, record: SeedRecord, meters: readonly SeededMeter[]): Promise<void> {
  const vendingKey = Buffer.from(combineComponents(record.components.map((hex) => Buffer.from(hex, 'hex')))).toString('hex');
  await writeJson(file, {
    readingIntervalMs: READING_INTERVAL_MS,
    meters: meters.map(({ meterNumber, mqttPassword }) => ({
      meterNumber,
      password: mqttPassword,
      commodity: 'electricity',
      vendingKey,
      ...demoKeyData,
    })),
  });
}
