import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority } from '@openprepay/certificates/certificate';

/** Of tills: its files, and how the service is told of them. */
export async function tillAuthorityFiles() {
  const folder = await mkdtemp(join(tmpdir(), 'openprepay-tills-ca-'));
  const authority = await createAuthority({ name: 'tills', now: new Date(), days: 30 });
  const [cert, key] = [join(folder, 'ca.pem'), join(folder, 'ca.key')];
  await writeFile(cert, authority.cert);
  await writeFile(key, authority.key, { mode: 0o600 });
  return {
    authority,
    env: { TILL_AUTHORITY_CERT_FILE: cert, TILL_AUTHORITY_KEY_FILE: key, TILL_CERTIFICATE_DAYS: '7' },
    remove: () => rm(folder, { recursive: true }),
  };
}

/** SHA-256, as the gateway says it. @param cert PEM */
export const fingerprintOf = (cert: string): string => new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase();
