import 'reflect-metadata';
import { KeyObject, webcrypto } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

const DAY_MS = 86_400_000;
const SIGNING = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** PEM texts. */
export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
}

/** An authority of a test's own, and what it has signed. */
export interface TestAuthority {
  readonly ca: string;
  /** A certificate for a server on this machine. */
  readonly server: TestCertificate;
}

/** Makes an authority and a certificate of it for `localhost` and 127.0.0.1, both for a day. */
export async function testAuthority(name = 'test authority'): Promise<TestAuthority> {
  const [own, server] = await Promise.all([makeKeys(), makeKeys()]);
  const terms = {
    issuer: commonName(name),
    signingAlgorithm: SIGNING,
    signingKey: own.privateKey,
    notAfter: new Date(Date.now() + DAY_MS),
  };
  const ca = await X509CertificateGenerator.create({
    ...terms,
    subject: commonName(name),
    publicKey: own.publicKey,
    extensions: [new BasicConstraintsExtension(true, undefined, true), await SubjectKeyIdentifierExtension.create(own.publicKey)],
  });
  const names = new SubjectAlternativeNameExtension([
    { type: 'dns', value: 'localhost' },
    { type: 'ip', value: '127.0.0.1' },
  ]);
  const cert = await X509CertificateGenerator.create({
    ...terms,
    subject: commonName('localhost'),
    publicKey: server.publicKey,
    extensions: [new BasicConstraintsExtension(false), names, await AuthorityKeyIdentifierExtension.create(ca)],
  });
  return { ca: pem(ca), server: { cert: pem(cert), key: keyPem(server.privateKey) } };
}

const makeKeys = (): Promise<webcrypto.CryptoKeyPair> => webcrypto.subtle.generateKey(SIGNING, true, ['sign', 'verify']);

const commonName = (name: string) => [{ CN: [name] }];

const pem = (certificate: X509Certificate): string => `${certificate.toString('pem')}\n`;

const keyPem = (key: webcrypto.CryptoKey): string => KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString();
