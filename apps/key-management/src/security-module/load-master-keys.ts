import { randomBytes, scryptSync } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, linkSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { MASTER_KEY_OCTETS, type MasterKeys, masterKeyOf, parseMasterKeys } from './master-key.js';

/** Half a second and 64 MiB for each guess at a passphrase; done once, at the start. */
const SCRYPT_COST = { N: 65_536, r: 8, p: 1, maxmem: 128 * 1024 * 1024 } as const;
const SALT_OCTETS = 16;
const MIN_PASSPHRASE_LENGTH = 16;
const OWNER_ONLY = 0o600;

export interface MasterKeyFiles {
  readonly keyFile?: string | undefined;
  readonly passphraseFile?: string | undefined;
  /** Where the salt of the passphrase is kept; it is not secret, but without it the passphrase opens nothing. */
  readonly saltFile?: string | undefined;
  /** Whether a missing key or salt file is made. */
  readonly create: boolean;
}

/**
 * Loads the master keys from a key file, or derives one from a passphrase.
 *
 * @throws {Error} that tells an operator what is missing; never with the content of a file
 */
export function loadMasterKeys(files: MasterKeyFiles): MasterKeys {
  if (files.keyFile !== undefined)
    return parseMasterKeys(
      readOrCreate({ file: files.keyFile, variable: 'MASTER_KEY_FILE', create: files.create, octets: MASTER_KEY_OCTETS }),
    );
  if (files.passphraseFile === undefined) throw new Error('set MASTER_KEY_FILE or MASTER_KEY_PASSPHRASE_FILE');
  const saltFile = files.saltFile ?? `${files.passphraseFile}.salt`;
  const passphrase = readFileSync(files.passphraseFile, 'utf8').trim();
  if (passphrase.length < MIN_PASSPHRASE_LENGTH)
    throw new Error(`the master passphrase has fewer than ${MIN_PASSPHRASE_LENGTH} characters`);
  const salt = Buffer.from(
    readOrCreate({ file: saltFile, variable: 'MASTER_KEY_SALT_FILE', create: files.create, octets: SALT_OCTETS }).trim(),
    'hex',
  );
  if (salt.length !== SALT_OCTETS) throw new Error(`${saltFile} is not ${SALT_OCTETS} octets in hexadecimal`);
  return [masterKeyOf(scryptSync(passphrase.normalize('NFKC'), salt, MASTER_KEY_OCTETS, SCRYPT_COST))];
}

interface SecretFile {
  readonly file: string;
  /** The setting that names it. */
  readonly variable: string;
  readonly create: boolean;
  readonly octets: number;
}

function readOrCreate({ file, variable, create, octets }: SecretFile): string {
  if (!existsSync(file)) {
    if (!create) throw new Error(`${variable} names ${file}, which does not exist; set MASTER_KEY_CREATE=true to make one`);
    createSecret(file, octets);
  }
  return readFileSync(file, 'utf8');
}

/** Written aside, flushed and then linked: of two processes that start together one makes the file, and both read it whole. */
function createSecret(file: string, octets: number): void {
  const draft = `${file}.${randomBytes(4).toString('hex')}`;
  const handle = openSync(draft, 'wx', OWNER_ONLY);
  try {
    writeSync(handle, `${randomBytes(octets).toString('hex')}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    unlinkSync(draft);
  }
  flushFolder(dirname(file));
}

/** What is sealed with a key must not be durable before the key's name is: without its folder a power cut takes the file. */
function flushFolder(folder: string): void {
  // Windows opens no folder, and keeps names durable by itself.
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
