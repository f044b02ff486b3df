import { type OpenService, openService } from '@openprepay/testing/open-service';
import { CustodianChanged } from '@openprepay/contracts/gateway';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gatewayService } from '../src/gateway.js';
import { Passwords } from '../src/users/passwords.js';
import { BootstrapAdmin } from '../src/onboarding/bootstrap-admin.js';

const PASSWORD = 'planted-password';
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
    const opened = await open({ BOOTSTRAP_ADMIN_USERNAME: 'Root', BOOTSTRAP_ADMIN_PASSWORD: PASSWORD, BOOTSTRAP_UTILITY_CURRENCY: 'KES' });
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

  it('has a password as long as everybody’s, where they are made', async () => {
    const named = { BOOTSTRAP_ADMIN_USERNAME: 'root', BOOTSTRAP_ADMIN_PASSWORD: 'seven77' };
    const opened = await open(named);

    await expect(opened.get(BootstrapAdmin).execute()).rejects.toMatchObject({ code: 'gateway.password_too_short' });
    expect(await usersOf(opened)).toEqual([]);
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
      BOOTSTRAP_ADMIN_PASSWORD: PASSWORD,
      BOOTSTRAP_UTILITY_TIME_ZONE: 'Mars/Olympus',
    });

    await expect(opened.get(BootstrapAdmin).execute()).rejects.toMatchObject({ code: 'gateway.time_zone_unknown' });
    expect(await usersOf(opened)).toEqual([]);
  });
});

describe('a name that another utility has', () => {
  it('keeps the first administrator out no more than anybody else', async () => {
    const opened = await open({ BOOTSTRAP_ADMIN_USERNAME: 'root', BOOTSTRAP_ADMIN_PASSWORD: PASSWORD });
    await opened.owner.query(`insert into utility values ('south', 'South', 'KES', 'UTC', now())`);
    await opened.owner.query(`insert into app_user
      (id, utility, username, password_hash, roles, state, roles_changed_at, created_at, credential_changed_at, password_own, changed_at)
      values (gen_random_uuid(), 'south', 'root', '', '{clerk}', 'active', now(), now(), now(), true, now())`);
    await opened.get(BootstrapAdmin).execute();
    await opened.get(BootstrapAdmin).execute();

    expect(await usersOf(opened)).toMatchObject([
      { utility: 'south', platform: false },
      { utility: 'main', platform: true },
    ]);
  });
});

describe('the first custodians', () => {
  const admin = { BOOTSTRAP_ADMIN_USERNAME: 'root', BOOTSTRAP_ADMIN_PASSWORD: PASSWORD };
  const custodians = async (...lines: readonly string[]): Promise<Readonly<Record<string, string>>> => {
    const file = join(folder, 'passwords');
    await writeFile(file, `${lines.join('\n')}\n`);
    return { BOOTSTRAP_CUSTODIANS: 'Cleo, carl', BOOTSTRAP_CUSTODIANS_PASSWORD_FILE: file };
  };

  it('are those whom the installation names, from the beginning, and it is told', async () => {
    const opened = await open({ ...admin, ...(await custodians('of-cleo-alone', 'of-carl-alone')) });
    await opened.get(BootstrapAdmin).execute();
    const passwords = opened.get(Passwords);
    const rows = (await usersOf(opened)) as readonly { readonly username: string; readonly hash: string }[];
    const hashOf = (username: string): string | undefined => rows.find((row) => row.username === username)?.hash;

    expect(rows).toMatchObject([
      { username: 'root', roles: ['admin'], platform: true },
      { username: 'cleo', roles: ['custodian'], platform: false },
      { username: 'carl', roles: ['custodian'], platform: false },
    ]);
    expect(await passwords.matches(hashOf('cleo'), 'of-cleo-alone', { known: true })).toBe(true);
    expect(await passwords.matches(hashOf('carl'), 'of-cleo-alone', { known: true })).toBe(false);
    expect((await opened.events(CustodianChanged)).map(({ data }) => [data.username, data.change, data.requestedBy])).toEqual([
      ['cleo', 'granted', 'installation'],
      ['carl', 'granted', 'installation'],
    ]);
  });

  it('are made at the very first start alone: where there is anybody, nobody becomes one by a variable', async () => {
    const opened = await open({ ...admin, ...(await custodians('of-both-of-them')) });
    await opened.owner.query(`insert into utility values ('south', 'South', 'KES', 'UTC', now())`);
    await opened.owner.query(`insert into app_user
      (id, utility, username, password_hash, roles, state, roles_changed_at, created_at, credential_changed_at, password_own, changed_at)
      values (gen_random_uuid(), 'south', 'ann', '', '{clerk}', 'active', now(), now(), now(), true, now())`);
    await opened.get(BootstrapAdmin).execute();

    expect((await usersOf(opened)).map((user) => (user as { readonly username: string }).username)).toEqual(['ann', 'root']);
    await rm(join(folder, 'passwords'));
    await opened.get(BootstrapAdmin).execute();
  });

  it('have a password each or one for all, and as long as everybody’s', async () => {
    for (const lines of [['one-for-cleo', 'two-for-carl', 'three-too-many'], [], ['seven77']]) {
      const opened = await open({ ...admin, ...(await custodians(...lines)) });
      await expect(opened.get(BootstrapAdmin).execute()).rejects.toThrow(/password/);
      expect(await usersOf(opened)).toEqual([]);
      await opened.stop();
      gateway = undefined;
    }
  });
});
