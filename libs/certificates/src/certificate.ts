import 'reflect-metadata';
import { createPrivateKey, KeyObject, randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  type Extension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

/** PEM texts. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const DAY_MS = 86_400_000;
/** Clocks of meters may be behind ours. */
const BACKDATED_MS = DAY_MS;
const SERIAL_BYTES = 16;
const KEYS = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const;

export interface AuthorityOptions {
  readonly name: string;
  readonly now: Date;
  readonly days: number;
}

/** Makes a certificate authority that signs servers' certificates, and no further authority. */
export async function createAuthority({ name, now, days }: AuthorityOptions): Promise<Certificate> {
  const keys = await makeKeys();
  const subject = commonName(name);
  const cert = await X509CertificateGenerator.create({
    ...termsOf(now, days),
    subject,
    issuer: subject,
    publicKey: keys.publicKey,
    signingKey: keys.privateKey,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
    ],
  });
  return { cert: pem(cert), key: keyPem(keys.privateKey) };
}

export interface ServerOptions {
  /** Host names and addresses that the server is reached by. */
  readonly names: readonly string[];
  readonly now: Date;
  readonly days: number;
}

/** Makes a server's key and a certificate of the authority for it. */
export async function issueServer(authority: Certificate, { names, now, days }: ServerOptions): Promise<Certificate> {
  const keys = await makeKeys();
  const issuer = new X509Certificate(authority.cert);
  const extensions: Extension[] = [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
    new SubjectAlternativeNameExtension(names.map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value }))),
    await AuthorityKeyIdentifierExtension.create(issuer, false, webcrypto),
  ];
  const cert = await X509CertificateGenerator.create({
    ...termsOf(now, days),
    subject: commonName(names[0] ?? 'localhost'),
    issuer: issuer.subjectName,
    publicKey: keys.publicKey,
    signingKey: await signingKeyOf(authority.key),
    extensions,
  });
  return { cert: pem(cert), key: keyPem(keys.privateKey) };
}

const makeKeys = (): Promise<webcrypto.CryptoKeyPair> => webcrypto.subtle.generateKey(KEYS, true, ['sign', 'verify']);

const termsOf = (now: Date, days: number) => ({
  serialNumber: randomBytes(SERIAL_BYTES).toString('hex'),
  notBefore: new Date(now.getTime() - BACKDATED_MS),
  notAfter: new Date(now.getTime() + days * DAY_MS),
  signingAlgorithm: SIGNATURE,
});

const commonName = (name: string) => [{ CN: [name] }];

const signingKeyOf = (text: string): Promise<webcrypto.CryptoKey> =>
  webcrypto.subtle.importKey('pkcs8', createPrivateKey(text).export({ type: 'pkcs8', format: 'der' }), KEYS, false, ['sign']);

const keyPem = (key: webcrypto.CryptoKey): string => KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString();

const pem = (certificate: X509Certificate): string => `${certificate.toString('pem')}\n`;
