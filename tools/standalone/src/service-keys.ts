import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { access, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

const PRIVATE = { type: 'pkcs8', format: 'pem' } as const;
const PUBLIC = { type: 'spki', format: 'pem' } as const;

export interface KeyPairFiles {
  /** By which one service signs what it tells another. */
  readonly signingKey: string;
  /** By which the other knows it. */
  readonly publicKey: string;
}

/** What vending asks the vault for. */
export const requestKeyFiles = (dataDir: string): KeyPairFiles => ({
  signingKey: path.join(dataDir, 'secrets', 'request-signing-key.pem'),
  publicKey: path.join(dataDir, 'secrets', 'request-public-key.pem'),
});

/** What the vault tells vending that it has issued. */
export const issueSealKeyFiles = (dataDir: string): KeyPairFiles => ({
  signingKey: path.join(dataDir, 'secrets', 'issue-seal-key.pem'),
  publicKey: path.join(dataDir, 'secrets', 'issue-seal-public-key.pem'),
});

/** Makes the pairs of a data folder once. */
export async function makeServiceKeys(dataDir: string): Promise<void> {
  await makePair(requestKeyFiles(dataDir));
  await makePair(issueSealKeyFiles(dataDir));
}

/** A public key is made again of its private one where it alone is gone. */
async function makePair({ signingKey, publicKey }: KeyPairFiles): Promise<void> {
  if (!(await isThere(signingKey))) {
    const pair = generateKeyPairSync('ed25519', { privateKeyEncoding: PRIVATE, publicKeyEncoding: PUBLIC });
    await mkdir(path.dirname(signingKey), { recursive: true, mode: 0o700 });
    await keep(publicKey, pair.publicKey);
    await keep(signingKey, pair.privateKey);
  } else if (!(await isThere(publicKey))) {
    await keep(
      publicKey,
      createPublicKey(await readFile(signingKey))
        .export(PUBLIC)
        .toString(),
    );
  }
}

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

async function keep(file: string, text: string): Promise<void> {
  await writeFile(`${file}.next`, text, { mode: 0o600 });
  await rename(`${file}.next`, file);
}
