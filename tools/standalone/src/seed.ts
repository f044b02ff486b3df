import { randomBytes, randomUUID } from 'node:crypto';
import { ApiError } from '@openprepay/contracts/http/client-errors';
import { MAX_PAGE } from '@openprepay/contracts/http/page';
import type { Role } from '@openprepay/contracts/identity';
import { combineComponents } from '@openprepay/sts/keys';
import { minorDigits } from '@openprepay/quantities';
import type { ServiceDatabase } from './databases.js';
import { DEMO_UTILITY } from './parts.js';
import { seedDemoSales, sellToday } from './demo-past.js';
import { DEMO_MANUFACTURER, DEMO_SUPPLY_GROUP, DEMO_TARIFF, demoKeyData, type DemoMeter, demoMeter, demoTariff } from './demo-fleet.js';
import { ensured, signIn, type SignedIn } from './gateway.client.js';
import { markSeeded, readSeedRecord, type SeededMeter, type SeedRecord, writeJson, writeSeedRecord } from './seed-record.js';
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
  /** Of hourly readings that the meters come with, and of sales before the first one; 0 or none for a platform that begins with nothing. */
  readonly historyDays?: number;
}

const VENDING_KEY_BYTES = 20;
const DEMO_VENDOR = 'Demo Vendor';
const VENDOR_FLOAT = '100000';
const METERS_AT_ONCE = 4;
/** Short for a meter, so that a newcomer sees readings come in; after a token or a change of its relay each reports at once. */
const READING_INTERVAL_MS = 30_000;

/** What happened to meters of the demo before it began: each is an alarm. */
const DEMO_EVENTS = [
  { meter: 2, kind: 'cover-open', hoursAgo: 3 },
  { meter: 6, kind: 'tamper', hoursAgo: 26 },
  { meter: 11, kind: 'tamper', hoursAgo: 1 },
] as const;

const staff = [
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
 * @throws {ApiError} with the platform's own code where it refuses
 */
export async function seedDemo(options: SeedOptions): Promise<readonly SeededMeter[]> {
  const { gatewayUrl, dataDir, password, progress } = options;
  const admin = await signInAdmin(gatewayUrl, password);
  let record: SeedRecord = (await readSeedRecord(dataDir)) ?? {
    components: [randomBytes(VENDING_KEY_BYTES).toString('hex'), randomBytes(VENDING_KEY_BYTES).toString('hex')],
    baseDone: false,
    meters: [],
    series: randomUUID(),
  };
  await writeSeedRecord(dataDir, record);

  if (!record.baseDone) {
    const { components } = record;
    await progress.step('making the demo utility: users, vending key, tariff, vendor', () => seedBase(options, admin, components));
    record = { ...record, baseDone: true };
    await writeSeedRecord(dataDir, record);
  }
  await markSeeded(dataDir);
  if (record.meters.length < options.meters) {
    const first = record.meters.length;
    const added = await progress.step(`making ${options.meters - first} meters`, () => seedMeters(options, admin, first));
    record = { ...record, meters: [...record.meters, ...added] };
    await writeSeedRecord(dataDir, record);
  }
  const meters = record.meters.slice(0, options.meters);
  await writeMetersFile(options, record, meters);
  return meters;
}

/** Makes the demo's past and its first day, once. @returns whether there was anything to make */
export async function seedPast(options: SeedOptions, vending: ServiceDatabase): Promise<boolean> {
  const { gatewayUrl, dataDir, password, currency, historyDays = 0, now, progress } = options;
  const record = await readSeedRecord(dataDir);
  if (historyDays === 0 || record?.series === undefined || record.pastDone === true) return false;
  const { series, meters } = record;
  await progress.step(`making a past of ${historyDays} days, and today's sales`, async () => {
    await seedDemoSales(vending, DEMO_UTILITY, { days: historyDays, now, currency, decimals: minorDigits(currency) });
    await sellToday(await signIn(gatewayUrl, { username: 'vendor', password }), { meters, currency, series });
  });
  await writeSeedRecord(dataDir, { ...record, pastDone: true });
  return true;
}

async function signInAdmin(gatewayUrl: string, password: string): Promise<SignedIn> {
  return signIn(gatewayUrl, { username: 'admin', password }).catch((cause: unknown) => {
    if (!(cause instanceof ApiError) || cause.status !== 401) throw cause;
    throw new Error('this data folder was made with another OPENPREPAY_DEMO_PASSWORD: set that one, or leave the variable out', { cause });
  });
}

async function seedBase(options: SeedOptions, admin: SignedIn, components: readonly [string, string]): Promise<void> {
  const { gatewayUrl, password } = options;
  await Promise.all(staff.map(([username, role]) => makeUser(options, admin, { username, roles: [role] })));
  const [first, second] = await Promise.all([
    signIn(gatewayUrl, { username: 'custodian1', password }),
    signIn(gatewayUrl, { username: 'custodian2', password }),
  ]);
  await enterVendingKey([first, second], components);
  await ensured(admin.billing.publishTariff({ body: demoTariff(options.currency, startOfMonth(options.now)) }));
  await ensured(admin.vending.addManufacturer({ body: { code: DEMO_MANUFACTURER, name: 'OpenPrepay demo meters' } }));
  await makeVendor(options, admin);
}

const startOfMonth = (now: Date): Date => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth()));

/** Dual control: the key exists once both custodians have entered their components. */
async function enterVendingKey([first, second]: readonly [SignedIn, SignedIn], components: readonly [string, string]): Promise<void> {
  const group = { supplyGroupCode: DEMO_SUPPLY_GROUP, name: 'Demo supply group' };
  await ensured(first.keyManagement.createSupplyGroup({ body: group }));
  const params = { vendingKeyId: (await findVendingKey(first)) ?? (await createVendingKey(first)) };
  await ensured(first.keyManagement.enterComponent({ params, body: { component: components[0] } }));
  await ensured(second.keyManagement.enterComponent({ params, body: { component: components[1] } }));
}

async function createVendingKey({ keyManagement }: SignedIn): Promise<string> {
  const { supplyGroupCode, keyType, keyRevision, baseDate, decoderKeyAlgorithm } = demoKeyData;
  const { body } = await keyManagement.createVendingKey({
    params: { supplyGroupCode },
    body: { keyType, keyRevision, keyExpiry: 255, baseDate, decoderKeyAlgorithm, components: 2 },
  });
  return body.vendingKeyId;
}

async function findVendingKey({ keyManagement }: SignedIn): Promise<string | undefined> {
  const { body } = await keyManagement.listVendingKeysOfSupplyGroup({ params: { supplyGroupCode: DEMO_SUPPLY_GROUP } });
  return body.items[0]?.vendingKeyId;
}

/** A user whose password is their own: the administrator gives them a first one, and they set the demo's in its place. */
async function makeUser(
  { gatewayUrl, password }: SeedOptions,
  { gateway }: SignedIn,
  user: { readonly username: string; readonly roles: Role[]; readonly vendorId?: string },
): Promise<void> {
  const { username } = user;
  const first = `first-${password}`;
  await ensured(gateway.createUser({ body: { ...user, password: first } }));
  const own = await signIn(gatewayUrl, { username, password: first }).catch(async (cause: unknown) => {
    if (!(cause instanceof ApiError) || cause.code !== 'gateway.credentials_wrong') throw cause;
    // An interrupted seed got further, or a person chose the name: then the demo's password is the right one.
    await signIn(gatewayUrl, { username, password });
    return undefined;
  });
  await own?.gateway.changePassword({ body: { currentPassword: first, newPassword: password } });
}

async function makeVendor(options: SeedOptions, admin: SignedIn): Promise<void> {
  const { vending } = admin;
  const { currency } = options;
  const { body: vendors } = await vending.listVendors({ query: { limit: MAX_PAGE } });
  const existing = vendors.items.find(({ name }) => name === DEMO_VENDOR);
  const { vendorId } = existing ?? (await vending.createVendor({ body: { name: DEMO_VENDOR } })).body;
  await vending.depositFloat({ params: { vendorId }, body: { amount: VENDOR_FLOAT, currency, reference: 'opening-float' } });
  await makeUser(options, admin, { username: 'vendor', roles: ['vendor'], vendorId });
}

async function seedMeters(options: SeedOptions, admin: SignedIn, first: number): Promise<readonly SeededMeter[]> {
  const made: SeededMeter[] = [];
  for (let index = first; index < options.meters; index += METERS_AT_ONCE) {
    const group = Array.from({ length: Math.min(METERS_AT_ONCE, options.meters - index) }, (_, offset) => demoMeter(index + offset));
    made.push(...(await Promise.all(group.map((meter) => seedMeter(admin, meter)))));
  }
  return made;
}

async function seedMeter(admin: SignedIn, { meterNumber, accountNumber }: DemoMeter): Promise<SeededMeter> {
  const account = { accountNumber, name: `Customer of meter ${meterNumber}`, tariffCode: DEMO_TARIFF };
  await ensured(admin.billing.openAccount({ body: account }));
  await ensured(admin.vending.createMeter({ body: { meterNumber, ...demoKeyData, commodity: 'electricity', accountNumber } }));
  const { body } = await admin.telemetry.issueCredentials({ params: { meterNumber } });
  return { meterNumber, accountNumber, mqttPassword: 'password' in body ? body.password : '' };
}

/** Tells the simulator what a manufacturer would burn into each meter. */
async function writeMetersFile(
  { metersFile, historyDays = 0 }: SeedOptions,
  record: SeedRecord,
  meters: readonly SeededMeter[],
): Promise<void> {
  const vendingKey = Buffer.from(combineComponents(record.components.map((hex) => Buffer.from(hex, 'hex')))).toString('hex');
  await writeJson(metersFile, {
    readingIntervalMs: READING_INTERVAL_MS,
    // Readings that go on from a past go on at its pace.
    ...(historyDays === 0 ? {} : { historyDays, clockScale: 1 }),
    meters: meters.map(({ meterNumber, mqttPassword }, place) => ({
      meterNumber,
      password: mqttPassword,
      commodity: 'electricity',
      vendingKey,
      ...(historyDays === 0
        ? {}
        : { past: DEMO_EVENTS.filter((event) => event.meter === place).map(({ kind, hoursAgo }) => ({ kind, hoursAgo })) }),
      ...demoKeyData,
    })),
  });
}
