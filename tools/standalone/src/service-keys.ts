import { generateKeyPairSync } from 'node:crypto';
import { access, mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

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

/** The private key comes last: where it is there, so is the other. */
async function makePair({ signingKey, publicKey }: KeyPairFiles): Promise<void> {
  const isThere = await access(signingKey).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  const pair = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  await mkdir(path.dirname(signingKey), { recursive: true, mode: 0o700 });
  await keep(publicKey, pair.publicKey);
  await keep(signingKey, pair.privateKey);
}

async function keep(file: string, text: string): Promise<void> {
  await writeFile(`${file}.next`, text, { mode: 0o600 });
  await rename(`${file}.next`, file);
}
