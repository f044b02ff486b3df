import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { MASTER_KEY_OCTETS, type MasterKey } from './master-key.js';

/** Changes when what is signed does: a signature of another kind is then none of this one. */
const PURPOSE = 'openprepay-signed-text-1';

/** HMAC-SHA-256 under a key derived from the master key for this alone. @returns 64 hexadecimal digits */
export function signText({ secret }: MasterKey, text: string): string {
  const key = Buffer.from(hkdfSync('sha256', secret, new Uint8Array(), PURPOSE, MASTER_KEY_OCTETS));
  try {
    return createHmac('sha256', key).update(text).digest('hex');
  } finally {
    key.fill(0);
  }
}

export function isSignedText(masterKey: MasterKey, text: string, signature: string): boolean {
  const expected = Buffer.from(signText(masterKey, text));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
