import { generateKeyPairSync } from 'node:crypto';
import { access, mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

export interface RequestKeyFiles {
  /** By which vending signs what it asks the vault for. */
  readonly signingKey: string;
  /** By which the vault knows it. */
  readonly publicKey: string;
}

export const requestKeyFiles = (dataDir: string): RequestKeyFiles => ({
  signingKey: path.join(dataDir, 'secrets', 'request-signing-key.pem'),
  publicKey: path.join(dataDir, 'secrets', 'request-public-key.pem'),
});

/** Makes the pair of a data folder once. The private key comes last: where it is there, so is the other. */
export async function makeRequestKeys(dataDir: string): Promise<void> {
  const { signingKey, publicKey } = requestKeyFiles(dataDir);
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
