import 'reflect-metadata';
import { createPrivateKey, KeyObject, webcrypto, X509Certificate as NodeCertificate } from 'node:crypto';
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
import { commonName, KEYS, pem, signingKeyOf, termsOf } from './signing.js';

/** PEM texts. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

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

/** Whether these are an authority's certificate and its own key, such as {@link createAuthority} makes them. */
export function isAuthority({ cert, key }: Certificate): boolean {
  try {
    const [certificate, privateKey] = [new NodeCertificate(cert), createPrivateKey(key)];
    const { namedCurve } = privateKey.asymmetricKeyDetails ?? {};
    return certificate.ca && certificate.checkPrivateKey(privateKey) && namedCurve === 'prime256v1';
  } catch {
    return false;
  }
}

/** An authority of two files' texts, where there are such files at all. */
export function authorityOf(cert: string | undefined, key: string | undefined): Certificate | undefined | 'unusable' {
  if (cert === undefined && key === undefined) return undefined;
  return cert !== undefined && key !== undefined && isAuthority({ cert, key }) ? { cert: `${cert.trim()}\n`, key } : 'unusable';
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

const keyPem = (key: webcrypto.CryptoKey): string => KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString();
