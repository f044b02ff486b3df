import 'reflect-metadata';
import { createPrivateKey, randomBytes, webcrypto } from 'node:crypto';
import type { X509Certificate, X509Crl } from '@peculiar/x509';

const DAY_MS = 86_400_000;
/** Clocks of meters may be behind ours. */
const BACKDATED_MS = DAY_MS;
const SERIAL_BYTES = 16;

export const KEYS = { name: 'ECDSA', namedCurve: 'P-256' } as const;
export const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** What every certificate of an authority of ours has: its number, when it begins and ends, and how it is signed. */
export const termsOf = (now: Date, days: number) => ({
  serialNumber: newSerial(),
  notBefore: new Date(now.getTime() - BACKDATED_MS),
  notAfter: daysAfter(now, days),
  signingAlgorithm: SIGNATURE,
});

export const daysAfter = (now: Date, days: number): Date => new Date(now.getTime() + days * DAY_MS);

/** Positive and of one length, so that it is written the same way wherever it stands. */
function newSerial(): string {
  const serial = randomBytes(SERIAL_BYTES);
  serial[0] = 0x40 | (serial[0]! & 0x3f);
  return serial.toString('hex');
}

export const commonName = (name: string) => [{ CN: [name] }];

/** @throws where the key is no private key of ECDSA on P-256 */
export const signingKeyOf = (text: string): Promise<webcrypto.CryptoKey> =>
  webcrypto.subtle.importKey('pkcs8', createPrivateKey(text).export({ type: 'pkcs8', format: 'der' }), KEYS, false, ['sign']);

/** OpenSSL knows a list by its older label alone. @source RFC 7468, 6 */
export const pem = (of: X509Certificate | X509Crl): string => `${of.toString('pem').replaceAll(/ CRL-----/g, ' X509 CRL-----')}\n`;
