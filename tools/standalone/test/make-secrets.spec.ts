import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasOpenssl, makeSecrets } from './installation-secrets.js';

const OPEN = 0o444;
const MODE = 0o777;

describe.skipIf(!hasOpenssl('the secrets of an installation'))('deploy/make-secrets.sh', () => {
  let folder: string;
  beforeEach(async () => {
    folder = path.join(await mkdtemp(path.join(tmpdir(), 'openprepay-secrets-')), 'secrets');
  });
  afterEach(() => rm(path.dirname(folder), { recursive: true, force: true }));

  const contents = async (): Promise<ReadonlyMap<string, string>> =>
    new Map(
      await Promise.all((await readdir(folder)).map(async (name) => [name, await readFile(path.join(folder, name), 'utf8')] as const)),
    );
  const certificate = async (name: string): Promise<X509Certificate> => new X509Certificate(await readFile(path.join(folder, name)));

  it('makes passwords of which none is like another', async () => {
    await makeSecrets(folder);
    const passwords = [...(await contents())].filter(([name]) => name.includes('password')).flatMap(([, text]) => text.trim().split('\n'));

    expect(passwords).toHaveLength(16);
    expect(new Set(passwords).size).toBe(passwords.length);
    for (const password of passwords) expect(password).toMatch(/^[A-Za-z0-9_-]{32}$/);
  });

  it('leaves everything as it is the next time', async () => {
    await makeSecrets(folder);
    const before = await contents();
    const { stdout } = await makeSecrets(folder);

    expect(stdout).toBe('');
    expect(await contents()).toEqual(before);
  });

  it('makes what is missing, and no more', async () => {
    await makeSecrets(folder);
    const before = await contents();
    await rm(path.join(folder, 'kafka.pem'));
    await rm(path.join(folder, 'admin-password'));
    await makeSecrets(folder);
    const after = await contents();

    expect(
      [...after]
        .filter(([name, text]) => before.get(name) !== text)
        .map(([name]) => name)
        .sort(),
    ).toEqual(['admin-password', 'kafka.key', 'kafka.pem']);
  });

  it.each(['request-public-key.pem', 'issue-seal-public-key.pem', 'authority.pem'])(
    'makes %s again of the key that is there, where it alone is gone',
    async (name) => {
      await makeSecrets(folder);
      const before = await contents();
      await rm(path.join(folder, name));
      await makeSecrets(folder);
      const after = await contents();

      expect([...after].filter(([other, text]) => before.get(other) !== text && other !== 'authority.pem')).toEqual([]);
      expect(after.has(name)).toBe(true);
      const authority = await certificate('authority.pem');
      expect((await certificate('kafka.pem')).verify(authority.publicKey)).toBe(true);
    },
  );

  it('makes a server’s certificate anew where its key is gone', async () => {
    await makeSecrets(folder);
    await rm(path.join(folder, 'kafka.key'));
    await makeSecrets(folder);

    const key = createPrivateKey(await readFile(path.join(folder, 'kafka.key')));
    expect((await certificate('kafka.pem')).checkPrivateKey(key)).toBe(true);
  });

  it('opens the folder to its owner alone, and the authority’s key to nobody else anyhow', async () => {
    await makeSecrets(folder);
    const modeOf = async (name: string): Promise<number> => (await stat(path.join(folder, name))).mode & MODE;

    expect(await modeOf('.')).toBe(0o700);
    expect(await modeOf('authority.key')).toBe(0o400);
    expect(await modeOf('vending-database-password')).toBe(OPEN);
    expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('signs for each server the names that it is called by', async () => {
    await makeSecrets(folder, {
      OPENPREPAY_MQTT_NAMES: 'meters.example.org,192.0.2.7',
      OPENPREPAY_HTTPS_NAMES: 'utility.example.org',
    });
    const authority = await certificate('authority.pem');

    for (const name of ['postgres', 'kafka', 'mosquitto', 'gateway']) {
      const own = await certificate(`${name}.pem`);
      expect(own.verify(authority.publicKey), name).toBe(true);
      expect(own.checkHost(name), name).toBe(name);
      expect(own.checkHost('vending'), name).toBeUndefined();
      expect(own.ca, name).toBe(false);
    }
    expect((await certificate('gateway.pem')).checkHost('utility.example.org')).toBe('utility.example.org');
    const broker = await certificate('mosquitto.pem');
    expect(broker.checkHost('meters.example.org')).toBe('meters.example.org');
    expect(broker.checkIP('192.0.2.7')).toBe('192.0.2.7');
  });

  it('makes an authority for tills that is none of the servers’, and leaves it as it is', async () => {
    await makeSecrets(folder);
    const [tills, authority] = [await certificate('tills-ca.pem'), await certificate('authority.pem')];

    expect(tills.ca).toBe(true);
    expect(tills.checkPrivateKey(createPrivateKey(await readFile(path.join(folder, 'tills-ca.key'))))).toBe(true);
    expect(tills.publicKey.equals(authority.publicKey)).toBe(false);
    await rm(path.join(folder, 'tills-ca.pem'));
    await makeSecrets(folder);
    expect((await certificate('tills-ca.pem')).publicKey.equals(tills.publicKey)).toBe(true);
  });

  it('gives each custodian that is named a password', async () => {
    await makeSecrets(folder, { OPENPREPAY_CUSTODIANS: 'ann,ben,cleo' });

    expect((await contents()).get('custodians-passwords')?.trim().split('\n')).toHaveLength(3);
  });

  it('signs nothing by another authority where its key is kept elsewhere', async () => {
    await makeSecrets(folder);
    await rm(path.join(folder, 'authority.key'));
    await rm(path.join(folder, 'kafka.pem'));

    await expect(makeSecrets(folder)).rejects.toMatchObject({ stderr: expect.stringContaining('authority.key') as string });
    expect((await contents()).has('kafka.pem')).toBe(false);
  });
});
