import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';
import { signIn, type SignedIn } from '@openprepay/standalone/gateway-client';
import { meterPan } from '@openprepay/sts';
import { combineComponents, deriveDecoderKey } from '@openprepay/sts/keys';
import { acceptToken, createMeterState } from '@openprepay/sts/meter';
import { Platform } from './platform.js';
import { until } from './until.js';

let platform: Platform;
/** On a slow machine a process takes its time to look through all that it holds. */
const MEMORY_MS = 120_000;
/** Where a process writes what its memory holds, when it is told to. */
let memories: string;

beforeAll(async () => {
  memories = await mkdtemp(path.join(tmpdir(), 'openprepay-memories-'));
  const env = { NODE_OPTIONS: `--heapsnapshot-signal=SIGUSR2 --diagnostic-dir=${memories}` };
  // The most talkative level: what is never logged here is never logged.
  platform = await Platform.start({ meters: 1, logLevel: 'trace', env });
});
afterAll(async () => {
  await platform?.stop();
  await rm(memories, { recursive: true, force: true });
});

it('writes no key, token or password into any log at any level', async () => {
  const vendor = await platform.as('vendor');
  const vend = await platform.sell(vendor, { meterNumber: platform.meter(0).meterNumber, amount: '60.00' });
  const { vendId } = vend;
  await until(async () => (await vendor.vending.readVend({ params: { vendId } })).body.delivery.state === 'credited', {
    timeoutMs: 30_000,
  });
  await expect(signIn(platform.url, { username: 'vendor', password: 'planted-wrong-password' })).rejects.toMatchObject({ status: 401 });
  const custodian = await platform.as('custodian1');
  const planted = 'c0ffee'.repeat(7);
  const entering = custodian.keyManagement.enterComponent({
    params: { vendingKeyId: '00000000-0000-7000-8000-000000000000' },
    body: { component: planted },
  });
  await expect(entering).rejects.toMatchObject({ code: 'key-management.vending_key_unknown' });

  const secrets = await plantedSecrets(vend, custodian.accessToken);
  const logs = await platform.logs();

  expect(logs.length).toBeGreaterThan(1_000);
  for (const [what, secret] of [...secrets, ['a wrong password', 'planted-wrong-password'], ['a component', planted]] as const) {
    expect(secret.length, what).toBeGreaterThan(8);
    expect(logs.includes(secret), `${what} stands in a log`).toBe(false);
  }
});

const GROUP = '600402';
const PLANTED_KEY = { keyType: 2, keyRevision: 1, keyExpiry: 255, baseDate: 2014, decoderKeyAlgorithm: 'DKGA04' } as const;
/** What the custodians have on their papers. */
const PAPERS = ['5ec2e700c0ffee0000c0ffee0000c0ffee000001', 'a11ce0ff1ce0ff1ce0ff1ce0ff1ce0ff1ce0ff02'] as const;

it('keeps no component and no key in the vault’s memory once they are entered, refused or used, nor in a log or an answer', async () => {
  const heard = await enterPapers();
  const vendingKey = combineComponents(PAPERS.map((paper) => Buffer.from(paper, 'hex')));
  const decoderKey = await useKey(vendingKey);

  const places = { memory: await memoryOf('key-management'), heard: JSON.stringify(heard), logs: await platform.logs() };

  expect(places.heard, 'every way to be refused').toContain('key-management.custodian_repeated');
  expect(places.memory.includes('key-management.custodian_repeated'), 'it is the vault’s memory').toBe(true);
  const secrets = [...PAPERS.map((paper) => Buffer.from(paper, 'hex')), Buffer.from(vendingKey), Buffer.from(decoderKey)];
  for (const [nth, secret] of secrets.entries()) {
    for (const written of [secret.toString('hex'), secret.toString('hex').toUpperCase(), secret.toString('base64')]) {
      for (const [place, text] of Object.entries(places)) {
        expect(text.includes(written), `secret ${nth} stands in ${place}`).toBe(false);
      }
    }
  }
});

/** Each custodian enters their component; before that it is refused in one way after the other. @returns what they are told */
async function enterPapers(): Promise<readonly unknown[]> {
  const [admin, one, other] = [await platform.as('admin'), await platform.as('custodian1'), await platform.as('custodian2')];
  await admin.keyManagement.createSupplyGroup({ body: { supplyGroupCode: GROUP, name: 'of planted keys' } });
  const { body: draft } = await one.keyManagement.createVendingKey({
    params: { supplyGroupCode: GROUP },
    body: { ...PLANTED_KEY, components: PAPERS.length },
  });
  const params = { vendingKeyId: draft.vendingKeyId };
  const heard: unknown[] = [];
  const enter = async ({ keyManagement }: SignedIn, component: string): Promise<void> => {
    const answer = await keyManagement
      .enterComponent({ params, body: { component } })
      .then(({ body }) => body)
      .catch((error: unknown) => ({ ...(error as Error), message: (error as Error).message }));
    heard.push(answer);
  };
  const [first, second] = PAPERS;
  await enter(one, first);
  for (const misspelt of [`${second}zz`, second.slice(2), `${second}${second}`]) await enter(other, misspelt);
  await enter(one, second);
  await enter(other, second);
  return heard;
}

/** A meter changes to the key and is sold credit. @returns its decoder key, of which the credit is */
async function useKey(vendingKey: Uint8Array): Promise<Uint8Array> {
  const { meterNumber } = platform.meter(0);
  const { vending } = await platform.as('engineer');
  const asked = {
    params: { meterNumber },
    headers: { 'idempotency-key': 'to a planted key' },
    body: { to: { supplyGroupCode: GROUP, keyRevision: PLANTED_KEY.keyRevision }, reason: 'to a planted key' },
  } as const;
  await until(async () => (await vending.orderKeyChange(asked)).body.state === 'issued');
  const { tokens = [] } = await platform.sell(await platform.as('vendor'), { meterNumber, amount: '20' });

  const { tariffIndex, encryptionAlgorithm } = (await vending.readMeter({ params: { meterNumber } })).body;
  const { decoderKeyAlgorithm, ...keyData } = { ...PLANTED_KEY, supplyGroupCode: GROUP, tariffIndex, encryptionAlgorithm };
  const decoderKey = deriveDecoderKey({ ...keyData, algorithm: decoderKeyAlgorithm, vendingKey, meterPan: meterPan(meterNumber) });
  const state = createMeterState({ ...keyData, meterNumber, decoderKey, tokenIdentifierOfManufacture: 0 });
  const { result } = acceptToken(state, tokens.at(-1)!.token, new Date());
  expect(result, 'of the key that the vault used').toMatchObject({ accepted: true });
  return decoderKey;
}

/** All strings that a process of the platform can still reach. It writes them down in one go: once it answers again, they are all there. */
async function memoryOf(name: string): Promise<string> {
  const { pid, port } = (await platform.processes()).find((one) => one.name === name)!;
  process.kill(pid, 'SIGUSR2');
  await until(async () => (await readdir(memories)).length > 0, { timeoutMs: MEMORY_MS });
  await until(async () => (await fetch(`http://127.0.0.1:${port}/health/live`)).ok, { timeoutMs: MEMORY_MS });
  const [file] = await readdir(memories);
  return readFile(path.join(memories, file!), 'utf8');
}

async function plantedSecrets(vend: VendAnswer, accessToken: string): Promise<readonly (readonly [string, string])[]> {
  const read = async (...file: readonly string[]): Promise<string> => readFile(path.join(platform.dataDir, ...file), 'utf8');
  const seed = JSON.parse(await read('secrets', 'seed.json')) as {
    components: readonly string[];
    meters: readonly { mqttPassword: string }[];
  };
  const fleet = JSON.parse(await read('secrets', 'meters.json')) as { meters: readonly { vendingKey: string }[] };
  const { databasePasswords, ...parts } = JSON.parse(await read('secrets.json')) as Readonly<Record<string, string>> & {
    readonly databasePasswords: Readonly<Record<string, string>>;
  };
  const tokens = (vend.tokens ?? []).map(({ token }) => token);
  return [
    ...seed.components.map((component) => ['a component', component] as const),
    ...seed.meters.map((meter) => ['an MQTT password', meter.mqttPassword] as const),
    ...fleet.meters.map((meter) => ['a vending key', meter.vendingKey] as const),
    ...Object.entries(parts).map(([name, value]) => [name, value] as const),
    ...Object.entries(databasePasswords).map(([name, value]) => [`the database password of ${name}`, value] as const),
    ...tokens.map((token) => ['a token', token] as const),
    ...tokens.map((token) => ['a token as printed', token.replace(/(\d{4})(?=\d)/g, '$1 ')] as const),
    ['the master key', (await read('secrets', 'master-key')).trim()],
    ['an access token', accessToken],
  ];
}
