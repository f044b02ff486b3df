import { type OpenService, openService } from '@openprepay/testing/open-service';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gatewayService } from '../src/gateway.js';
import { BootstrapAdmin } from '../src/onboarding/bootstrap-admin.js';

const AWAY = 'http://127.0.0.1:9';
let folder: string;
let gateway: OpenService | undefined;

beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'openprepay-first-admin-'))));
afterEach(async () => {
  await gateway?.stop();
  gateway = undefined;
  await rm(folder, { recursive: true });
});

async function open(env: Readonly<Record<string, string>>): Promise<OpenService> {
  const services = { KEY_MANAGEMENT_URL: AWAY, VENDING_URL: AWAY, TELEMETRY_URL: AWAY, BILLING_URL: AWAY };
  gateway = await openService(gatewayService, { env: { ...services, JWT_SIGNING_KEY_FILE: join(folder, 'keys.json'), ...env } });
  return gateway;
}

const usersOf = async ({ owner }: OpenService): Promise<unknown[]> =>
  (await owner.query('select username, utility, roles, platform, password_hash as hash from app_user')).rows;

describe('the first administrator', () => {
  it('is made with the utility, and nothing is changed by the next start', async () => {
    const opened = await open({ BOOTSTRAP_ADMIN_USERNAME: 'Root', BOOTSTRAP_ADMIN_PASSWORD: 'pass', BOOTSTRAP_UTILITY_CURRENCY: 'KES' });
    await opened.get(BootstrapAdmin).execute();
    const first = await usersOf(opened);
    await opened.owner.query(`update utility set name = 'Renamed'`);
    await opened.get(BootstrapAdmin).execute();

    expect(first).toMatchObject([{ username: 'root', utility: 'main', roles: ['admin'], platform: true }]);
    expect(await usersOf(opened)).toEqual(first);
    expect((await opened.owner.query('select utility, name, currency from utility')).rows).toEqual([
      { utility: 'main', name: 'Renamed', currency: 'KES' },
    ]);
  });

  it('is nobody’s where nobody is named', async () => {
    const opened = await open({ BOOTSTRAP_ADMIN_USERNAME: 'root' });
    await opened.get(BootstrapAdmin).execute();

    expect(await usersOf(opened)).toEqual([]);
    expect((await opened.owner.query('select 1 from utility')).rows).toEqual([]);
  });

  it('has no utility that cannot be', async () => {
    const opened = await open({
      BOOTSTRAP_ADMIN_USERNAME: 'root',
      BOOTSTRAP_ADMIN_PASSWORD: 'pass',
      BOOTSTRAP_UTILITY_TIME_ZONE: 'Mars/Olympus',
    });

    await expect(opened.get(BootstrapAdmin).execute()).rejects.toMatchObject({ code: 'gateway.time_zone_unknown' });
    expect(await usersOf(opened)).toEqual([]);
  });
});
