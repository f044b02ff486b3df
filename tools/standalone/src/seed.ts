import { randomBytes } from 'node:crypto';
import { ApiError } from '@openprepay/contracts/http/client-errors';
import { MAX_PAGE } from '@openprepay/contracts/http/page';
import type { Role } from '@openprepay/contracts/identity';
import { combineComponents } from '@openprepay/sts/keys';
import { DEMO_SUPPLY_GROUP, DEMO_TARIFF, demoKeyData, type DemoMeter, demoMeter, demoTariff } from './demo-fleet.js';
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
}

const VENDING_KEY_BYTES = 20;
const DEMO_VENDOR = 'Demo Vendor';
const VENDOR_FLOAT = '100000';
const METERS_AT_ONCE = 4;
/** Short for a meter, so that a newcomer sees readings come in; after a token or a change of its relay each reports at once. */
const READING_INTERVAL_MS = 30_000;

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
  await writeMetersFile(options.metersFile, record, meters);
  return meters;
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
  return { meterNumber, accountNumber, mqttPassword: body.password };
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
