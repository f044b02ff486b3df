import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
  X509CrlGenerator,
} from '@peculiar/x509';
import type { Certificate } from './certificate.js';
import type { SigningRequest } from './signing-request.js';
import { commonName, daysAfter, pem, SIGNATURE, signingKeyOf, termsOf } from './signing.js';

export interface ClientOptions {
  /** The one common name of the subject. */
  readonly name: string;
  readonly now: Date;
  /** It never outlives its authority, whatever stands here. */
  readonly days: number;
}

export interface ClientCertificate {
  /** PEM. */
  readonly cert: string;
  /** 32 digits, hexadecimal. */
  readonly serial: string;
  /** SHA-256 of the certificate. */
  readonly fingerprint: Uint8Array;
  readonly expiresAt: Date;
}

/**
 * Signs a client's key under a name that the authority gives. The certificate signs its holder in to servers, and is good for nothing
 * else: of what the request says only the key is taken.
 */
export async function issueClient(
  authority: Certificate,
  { publicKey }: Pick<SigningRequest, 'publicKey'>,
  { name, now, days }: ClientOptions,
): Promise<ClientCertificate> {
  const issuer = new X509Certificate(authority.cert);
  const terms = termsOf(now, days);
  const cert = await X509CertificateGenerator.create({
    ...terms,
    notAfter: terms.notAfter < issuer.notAfter ? terms.notAfter : issuer.notAfter,
    subject: commonName(name),
    issuer: issuer.subjectName,
    publicKey,
    signingKey: await signingKeyOf(authority.key),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth]),
      await SubjectKeyIdentifierExtension.create(publicKey, false, webcrypto),
      await AuthorityKeyIdentifierExtension.create(issuer, false, webcrypto),
    ],
  });
  const fingerprint = new Uint8Array(await cert.getThumbprint('SHA-256', webcrypto));
  return { cert: pem(cert), serial: cert.serialNumber, fingerprint, expiresAt: cert.notAfter };
}

export interface RevokedSerial {
  readonly serial: string;
  readonly revokedAt: Date;
}

export interface RevocationOptions {
  readonly revoked: readonly RevokedSerial[];
  readonly now: Date;
  /** After so many days nobody takes the list any more, nor a certificate by it. */
  readonly days: number;
}

/** The list of what an authority has signed and takes back. @returns PEM */
export async function createRevocationList(authority: Certificate, { revoked, now, days }: RevocationOptions): Promise<string> {
  const issuer = new X509Certificate(authority.cert);
  const list = await X509CrlGenerator.create({
    issuer: issuer.subjectName,
    thisUpdate: now,
    nextUpdate: daysAfter(now, days),
    entries: revoked.map(({ serial, revokedAt }) => ({ serialNumber: serial, revocationDate: revokedAt })),
    extensions: [await AuthorityKeyIdentifierExtension.create(issuer, false, webcrypto)],
    signingKey: await signingKeyOf(authority.key),
    signingAlgorithm: SIGNATURE,
  });
  return pem(list);
}
