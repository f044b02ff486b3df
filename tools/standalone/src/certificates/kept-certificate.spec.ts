import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { keepClientAuthority, keepServerCertificate, type KeptCertificate } from './kept-certificate.js';

const DAY_MS = 86_400_000;
const now = new Date('2026-11-01T00:00:00Z');
const names = ['localhost', 'a-machine', '127.0.0.1'];

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'openprepay-kept-'));
  mkdirSync(join(dataDir, 'secrets'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const keep = (more: { readonly names?: readonly string[]; readonly now?: Date } = {}): Promise<KeptCertificate> =>
  keepServerCertificate({ dataDir, names, now, ...more });
const texts = ({ caFile, certFile }: KeptCertificate) => ({ ca: readFileSync(caFile, 'utf8'), cert: readFileSync(certFile, 'utf8') });

describe('the certificate of the machine’s own servers', () => {
  it('is made once: the next start has the same', async () => {
    const first = texts(await keep());

    expect(texts(await keep())).toEqual(first);
  });

  it('keeps its keys for its owner, and its authority for everybody', async () => {
    const { caFile, keyFile } = await keep();

    expect([keyFile, join(dataDir, 'secrets', 'mqtt-ca.key')].map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600]);
    expect(statSync(caFile).mode & 0o777).toBe(0o644);
  });

  it.each([
    ['the machine has another name', { names: [...names, 'a-new-name'] }],
    ['the machine has another address', { names: [...names, '10.1.2.3'] }],
    ['it would end soon', { now: new Date(now.getTime() + 800 * DAY_MS) }],
  ])('is made anew where %s, by the same authority', async (_why, change) => {
    const first = texts(await keep());
    const second = texts(await keep(change));

    expect(second.ca).toBe(first.ca);
    expect(second.cert).not.toBe(first.cert);
    expect(new X509Certificate(second.cert).verify(new X509Certificate(first.ca).publicKey)).toBe(true);
    expect(texts(await keep(change))).toEqual(second);
  });

  it('is made anew where its key is lost, and with its authority where that one’s is', async () => {
    const first = await keep();
    const before = texts(first);
    rmSync(first.keyFile);
    const second = texts(await keep());
    rmSync(join(dataDir, 'secrets', 'mqtt-ca.key'));
    const third = texts(await keep());

    expect(second).toMatchObject({ ca: before.ca });
    expect(second.cert).not.toBe(before.cert);
    expect(third.ca).not.toBe(before.ca);
    expect(new X509Certificate(third.cert).verify(new X509Certificate(third.ca).publicKey)).toBe(true);
  });
});

describe.each([
  ['meters', 'mqtt-meters-ca'],
  ['tills', 'tills-ca'],
] as const)('the authority that signs certificates of %s', (of, name) => {
  const [certFile, keyFile] = [`${name}.pem`, `secrets/${name}.key`];
  const keepAuthority = () => keepClientAuthority({ of, dataDir, now });
  const cert = () => readFileSync(join(dataDir, certFile), 'utf8');

  it('is made once, its key for its owner alone, and is another than the servers’ own', async () => {
    const kept = await keepAuthority();
    const first = cert();
    await keepAuthority();

    expect(cert()).toBe(first);
    expect(statSync(kept.keyFile).mode & 0o777).toBe(0o600);
    expect(first).not.toBe(texts(await keep()).ca);
  });

  it.each<[string, readonly string[]]>([
    ['between its two files', [certFile]],
    ['between its two files, the other of which was first on the disk', [keyFile]],
    ['before either is in its place', [certFile, keyFile]],
  ])('is finished by the next start where whoever made it was killed %s', async (_when, unsettled) => {
    await keepAuthority();
    for (const file of unsettled) renameSync(join(dataDir, file), join(dataDir, `${file}.next`));

    const kept = await keepAuthority();

    expect(new X509Certificate(readFileSync(kept.certFile)).checkPrivateKey(createPrivateKey(readFileSync(kept.keyFile)))).toBe(true);
    const first = cert();
    await keepAuthority();
    expect(cert()).toBe(first);
  });

  it('is not finished with half of another one', async () => {
    await keepAuthority();
    const other = cert();
    for (const file of [certFile, keyFile]) rmSync(join(dataDir, file));
    await keepAuthority();
    rmSync(join(dataDir, certFile));
    writeFileSync(join(dataDir, `${certFile}.next`), other);

    await expect(keepAuthority()).rejects.toThrow('restore both');
  });

  it.each([certFile, keyFile])('is not made anew behind their backs where %s is gone', async (file) => {
    await keepAuthority();
    rmSync(join(dataDir, file));

    await expect(keepAuthority()).rejects.toThrow('restore both');
  });
});
