import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';
import { signIn } from '@openprepay/standalone/gateway-client';
import { Platform } from './platform.js';
import { until } from './until.js';

let platform: Platform;

beforeAll(async () => {
  // The most talkative level: what is never logged here is never logged.
  platform = await Platform.start({ meters: 1, logLevel: 'trace' });
});
afterAll(() => platform?.stop());

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
