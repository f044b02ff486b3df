import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { token } from '@openprepay/runtime/provide';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type CryptoKey, type JSONWebKeySet, type JWK } from 'jose';
import { z } from 'zod';

export const SIGNING_ALGORITHM = 'EdDSA';
/** A rotated key still verifies what it signed; more than this many are not kept. */
export const MAX_KEPT_KEYS = 4;
const OWNER_ONLY = 0o600;

const storedKey = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string(), d: z.string(), kid: z.string() });
const keyFile = z.object({ keys: z.array(storedKey).min(1) });
type StoredKey = z.output<typeof storedKey>;

/** The gateway's own keys: the newest signs, all verify. */
export interface SigningKeys {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  /** What services verify by; no private part. */
  readonly publicKeys: JSONWebKeySet;
}

export const SIGNING_KEYS = token<SigningKeys>('signing keys');

/** Reads the key file, making it with a first key where there is none. Several processes may do so at once. */
export async function openSigningKeys(file: string): Promise<SigningKeys> {
  const existing = await readKeys(file);
  if (existing) return signingKeys(existing);
  await mkdir(dirname(file), { recursive: true });
  const aside = await writeAside(file, [await newKey()]);
  try {
    // Unlike a rename, a link never replaces the file that another process made meanwhile.
    await link(aside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(aside, { force: true });
  }
  return signingKeys((await readKeys(file)) ?? []);
}

/**
 * Adds a new key, which signs from the next start of the gateway on.
 *
 * @returns its id
 */
export async function rotateSigningKeys(file: string): Promise<string> {
  const keys = (await readKeys(file)) ?? [];
  const added = await newKey();
  await rename(await writeAside(file, [...keys, added].slice(-MAX_KEPT_KEYS)), file);
  return added.kid;
}

async function writeAside(file: string, keys: readonly StoredKey[]): Promise<string> {
  const aside = `${file}.${randomUUID()}.new`;
  await writeFile(aside, `${JSON.stringify({ keys }, undefined, 2)}\n`, { mode: OWNER_ONLY, flag: 'wx' });
  return aside;
}

async function readKeys(file: string): Promise<StoredKey[] | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const parsed = keyFile.safeParse(parseJson(text));
  // The content is not repeated: it is, or may be, a private key.
  if (!parsed.success) throw new Error(`${file} does not hold signing keys`);
  return parsed.data.keys;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function newKey(): Promise<StoredKey> {
  const { privateKey } = await generateKeyPair(SIGNING_ALGORITHM, { crv: 'Ed25519', extractable: true });
  const jwk = await exportJWK(privateKey);
  return storedKey.parse({ ...jwk, kid: await calculateJwkThumbprint(jwk) });
}

async function signingKeys(keys: readonly StoredKey[]): Promise<SigningKeys> {
  const newest = keys.at(-1);
  if (!newest) throw new Error('there is no signing key');
  const privateKey = await importJWK(newest, SIGNING_ALGORITHM);
  if (privateKey instanceof Uint8Array) throw new Error('the signing key is no key pair');
  return { kid: newest.kid, privateKey, publicKeys: { keys: keys.map(publicPart) } };
}

const publicPart = ({ kty, crv, x, kid }: StoredKey): JWK => ({ kty, crv, x, kid, alg: SIGNING_ALGORITHM, use: 'sig' });
