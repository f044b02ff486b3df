import { once } from 'node:events';
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { TILL_CERTIFICATE_SECONDS, tillCertificateTerms } from '@openprepay/contracts/http/vending-xmlvend';
import type { Role } from '@openprepay/contracts/identity';

/** The utility of whatever a test does not say one for; it pays in shillings. */
export const UTILITY = 'acme';
const CURRENCY = 'KES';

export interface TestPrincipal {
  readonly roles: readonly Role[];
  /** `acme` unless given. */
  readonly utility?: string;
  readonly username?: string;
  readonly subject?: string;
  readonly vendorId?: string;
  readonly platform?: boolean;
  /** Whether their utility is a sandbox; not said unless given. */
  readonly sandbox?: boolean;
  /** When their password was set; not said unless given. */
  readonly credentialChangedAt?: Date;
  /** Whether their account is in their own hands; not said unless given. */
  readonly inOwnHands?: boolean;
  readonly currency?: string;
  readonly timeZone?: string;
  /** Seconds until the token ends; negative for an expired one. An hour unless given. */
  readonly expiresInS?: number;
  readonly issuer?: string;
  readonly audience?: string;
}

export interface TestIdentity {
  readonly jwksUrl: string;
  readonly issuer: string;
  /** A signed access token, without the `Bearer`. */
  tokenFor(principal: TestPrincipal): Promise<string>;
  /** The same claims under a key that is not in the key set. */
  forgedTokenFor(principal: TestPrincipal): Promise<string>;
  /** What the gateway says of a connection's client certificate. @param fingerprint SHA-256, 64 digits */
  vouchFor(fingerprint: string, changes?: VoucherChanges): Promise<string>;
  stop(): Promise<void>;
}

/** What makes a statement about a certificate one that is not to be believed. */
export interface VoucherChanges {
  /** By a key that is not in the key set. */
  readonly forged?: boolean;
  readonly audience?: string;
  readonly typ?: string;
  /** Seconds. */
  readonly expiresInS?: number;
  /** Digest of the message that it is of; it names none unless given. */
  readonly message?: string;
}

const ISSUER = 'openprepay';
const AUDIENCE = 'openprepay';
const KEY_ID = 'test-key';
const HOUR_S = 3_600;

/** Signs in anybody as anything: a key set on loopback and the EdDSA key that belongs to it. */
export async function createTestIdentity(): Promise<TestIdentity> {
  const genuine = await generateKeyPair('EdDSA');
  const foreign = await generateKeyPair('EdDSA');
  const keySet = JSON.stringify({ keys: [{ ...(await exportJWK(genuine.publicKey)), kid: KEY_ID, alg: 'EdDSA', use: 'sig' }] });
  const server = createServer((_, response) => response.setHeader('content-type', 'application/json').end(keySet));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the key set has no port');
  return {
    jwksUrl: `http://127.0.0.1:${address.port}/jwks.json`,
    issuer: ISSUER,
    tokenFor: (principal) => sign(principal, genuine.privateKey),
    forgedTokenFor: (principal) => sign(principal, foreign.privateKey),
    vouchFor: (fingerprint, changes = {}) => vouch(fingerprint, changes, changes.forged === true ? foreign.privateKey : genuine.privateKey),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

type SigningKey = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

async function sign(principal: TestPrincipal, key: SigningKey): Promise<string> {
  const { roles, utility = UTILITY, username = roles[0] ?? 'nobody', vendorId, platform, credentialChangedAt, inOwnHands } = principal;
  const nowS = Math.floor(Date.now() / 1_000);
  return new SignJWT({
    username,
    utility,
    roles,
    currency: principal.currency ?? CURRENCY,
    timeZone: principal.timeZone ?? 'UTC',
    ...(vendorId === undefined ? {} : { vendorId }),
    ...(principal.sandbox === undefined ? {} : { sandbox: principal.sandbox }),
    ...(platform === undefined ? {} : { platform }),
    ...(credentialChangedAt === undefined ? {} : { cat: credentialChangedAt.getTime() / 1_000 }),
    ...(inOwnHands === undefined ? {} : { own: inOwnHands }),
  })
    .setProtectedHeader({ alg: 'EdDSA', kid: KEY_ID, typ: 'JWT' })
    .setSubject(principal.subject ?? username)
    .setIssuer(principal.issuer ?? ISSUER)
    .setAudience(principal.audience ?? AUDIENCE)
    .setIssuedAt(nowS)
    .setExpirationTime(nowS + (principal.expiresInS ?? HOUR_S))
    .sign(key);
}

function vouch(
  fingerprint: string,
  { typ, audience, message, expiresInS = TILL_CERTIFICATE_SECONDS }: VoucherChanges,
  key: SigningKey,
): Promise<string> {
  const nowS = Math.floor(Date.now() / 1_000);
  return new SignJWT({ fingerprint, ...(message !== undefined && { message }) })
    .setProtectedHeader({ alg: 'EdDSA', kid: KEY_ID, typ: typ ?? tillCertificateTerms.typ })
    .setIssuer(tillCertificateTerms.issuer)
    .setAudience(audience ?? tillCertificateTerms.audience)
    .setIssuedAt(nowS)
    .setExpirationTime(nowS + expiresInS)
    .sign(key);
}
