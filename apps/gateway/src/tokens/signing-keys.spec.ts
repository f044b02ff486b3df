import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalJWKSet, jwtVerify, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_KEPT_KEYS, openSigningKeys, rotateSigningKeys, type SigningKeys } from './signing-keys.js';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openprepay-keys-'));
  file = join(folder, 'secrets', 'keys.json');
});
afterEach(() => rm(folder, { recursive: true }));

const sign = ({ kid, privateKey }: SigningKeys): Promise<string> =>
  new SignJWT({}).setProtectedHeader({ alg: 'EdDSA', kid }).sign(privateKey);

describe('signing keys', () => {
  it('are made once, readable by the owner alone, whoever comes first', async () => {
    const opened = await Promise.all([1, 2, 3, 4].map(() => openSigningKeys(file)));

    expect(new Set(opened.map(({ kid }) => kid)).size).toBe(1);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('publish no private part', async () => {
    const { publicKeys } = await openSigningKeys(file);
    const { keys } = JSON.parse(await readFile(file, 'utf8')) as { readonly keys: readonly { readonly d: string }[] };

    expect(JSON.stringify(publicKeys)).not.toContain(keys[0]!.d);
    expect(publicKeys.keys.map(({ d }) => d)).toEqual([undefined]);
  });

  it('after a rotation sign with the newest and still verify what the earlier signed', async () => {
    const before = await openSigningKeys(file);
    const earlier = await sign(before);
    const kid = await rotateSigningKeys(file);
    const after = await openSigningKeys(file);

    expect(after.kid).toBe(kid);
    for (const token of [earlier, await sign(after)])
      await expect(jwtVerify(token, createLocalJWKSet(after.publicKeys))).resolves.toBeDefined();
    await expect(jwtVerify(await sign(after), createLocalJWKSet(before.publicKeys))).rejects.toThrow();
    for (let count = 0; count < MAX_KEPT_KEYS; count++) await rotateSigningKeys(file);
    expect((await openSigningKeys(file)).publicKeys.keys).toHaveLength(MAX_KEPT_KEYS);
  });

  it('of a damaged file are an error that does not repeat it', async () => {
    await openSigningKeys(file);
    await writeFile(file, '{"keys":[{"d":"planted-private"}]}');

    await expect(openSigningKeys(file)).rejects.toThrow(/does not hold signing keys$/);
  });
});
