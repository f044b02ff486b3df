import 'reflect-metadata';
import { createPublicKey, webcrypto } from 'node:crypto';
import { BasicConstraintsExtension, KeyUsageFlags, KeyUsagesExtension, Pkcs10CertificateRequest, type PublicKey } from '@peculiar/x509';

/** What somebody asks to have signed, whose key it is proven to be. */
export interface SigningRequest {
  /** Every common name that the subject has. */
  readonly commonNames: readonly string[];
  readonly publicKey: PublicKey;
}

/** `invalid`: no request in PEM, or not signed by its own key. `weak-key`: the key. `authority`: asks to sign others. */
export type RequestFault = 'invalid' | 'weak-key' | 'authority';

/** Nothing but one request, in either of its two names. */
const REQUEST = /^\s*-----BEGIN (NEW )?CERTIFICATE REQUEST-----\s[A-Za-z0-9+/=\s]+-----END (NEW )?CERTIFICATE REQUEST-----\s*$/;
const HASHES: ReadonlySet<string> = new Set(['SHA-256', 'SHA-384', 'SHA-512']);
const CURVES: ReadonlySet<string> = new Set(['prime256v1', 'secp384r1', 'secp521r1']);
/** Shorter ones can be broken; longer ones are for nothing but to keep whoever checks them busy. */
const RSA_BITS = { least: 2_048, most: 4_096 } as const;
const LEAST_RSA_EXPONENT = 65_537n;
const SIGNS_OTHERS = KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign;

/**
 * Reads a request as a stranger sent it; no input throws. Its extensions are looked at and never taken over.
 *
 * @param text PEM; its length is for the caller to bound
 * @source RFC 2986 (PKCS #10), RFC 5967
 */
export async function readSigningRequest(text: string): Promise<SigningRequest | RequestFault> {
  if (!REQUEST.test(text)) return 'invalid';
  try {
    const request = new Pkcs10CertificateRequest(text);
    if (!isStrong(request.publicKey)) return 'weak-key';
    if (asksToSign(request)) return 'authority';
    if (!HASHES.has(hashOf(request)) || !(await request.verify(webcrypto))) return 'invalid';
    return { commonNames: request.subjectName.getField('CN'), publicKey: request.publicKey };
  } catch {
    return 'invalid';
  }
}

function isStrong(key: PublicKey): boolean {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = createPublicKey({
    key: Buffer.from(key.rawData),
    format: 'der',
    type: 'spki',
  });
  if (type === 'ec') return CURVES.has(details?.namedCurve ?? '');
  const { modulusLength: bits = 0, publicExponent: exponent = 0n } = details ?? {};
  return type === 'rsa' && bits >= RSA_BITS.least && bits <= RSA_BITS.most && exponent >= LEAST_RSA_EXPONENT;
}

function asksToSign({ extensions }: Pkcs10CertificateRequest): boolean {
  return extensions.some(
    (extension) =>
      (extension instanceof BasicConstraintsExtension && extension.ca) ||
      (extension instanceof KeyUsagesExtension && (extension.usages & SIGNS_OTHERS) !== 0),
  );
}

/** The library's own type for it is the browser's, which is not known here. */
interface Signed {
  readonly hash?: string | { readonly name: string };
}

function hashOf({ signatureAlgorithm }: Pkcs10CertificateRequest): string {
  const { hash = '' } = signatureAlgorithm as Signed;
  return typeof hash === 'string' ? hash : hash.name;
}
