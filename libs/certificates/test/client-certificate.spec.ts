import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createAuthority } from '../src/certificate.js';
import { createRevocationList, issueClient } from '../src/client-certificate.js';
import { readSigningRequest, type RequestFault } from '../src/signing-request.js';

const METER = '07000000017';
const now = new Date();
const authority = await createAuthority({ name: 'meters', now, days: 30 });
const folder = mkdtempSync(join(tmpdir(), 'openprepay-requests-'));
afterAll(() => rmSync(folder, { recursive: true }));

const EC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];

function openssl(...args: readonly string[]): string {
  return execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
}

function requestOf(key: readonly string[] = EC, ...more: readonly string[]): string {
  return openssl('req', '-new', '-subj', `/O=whoever/CN=${METER}`, '-noenc', '-keyout', 'device.key', ...key, ...more);
}

async function signed(days = 2) {
  const request = await readSigningRequest(requestOf());
  if (typeof request === 'string') throw new Error(request);
  return issueClient(authority, request, { name: METER, now, days });
}

describe('a request to sign', () => {
  it.each([
    ['P-256', EC],
    ['P-384', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:secp384r1']],
    ['RSA of 2 048 bits', ['-newkey', 'rsa:2048']],
  ])('with a key of %s says whose it is', async (_kind, key) => {
    expect(await readSigningRequest(requestOf(key))).toMatchObject({ commonNames: [METER] });
  });

  it.each<[string, RequestFault, () => string]>([
    ['RSA of 1 024 bits', 'weak-key', () => requestOf(['-newkey', 'rsa:1024'])],
    ['RSA with exponent 3', 'weak-key', () => requestOf(['-newkey', 'rsa:2048', '-pkeyopt', 'rsa_keygen_pubexp:3'])],
    ['RSA of 5 120 bits', 'weak-key', () => requestOf(['-newkey', 'rsa:5120'])],
    ['a curve of 160 bits', 'weak-key', () => requestOf(['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:secp160r1'])],
    ['a key of another kind', 'weak-key', () => requestOf(['-newkey', 'ed25519'])],
    ['a wish to be an authority', 'authority', () => requestOf(EC, '-addext', 'basicConstraints=critical,CA:TRUE')],
    ['a wish to sign certificates', 'authority', () => requestOf(EC, '-addext', 'keyUsage=keyCertSign')],
    ['a signature by SHA-1', 'invalid', () => requestOf(EC, '-sha1')],
    ['no PEM', 'invalid', () => 'not PEM at all'],
    ['nothing', 'invalid', () => ''],
    ['a certificate', 'invalid', () => authority.cert],
    ['a private key', 'invalid', () => authority.key],
    ['two requests', 'invalid', () => requestOf() + requestOf()],
    ['a request with a key beside it', 'invalid', () => requestOf() + authority.key],
    ['half a request', 'invalid', () => requestOf().replace(/\n[^\n]+\n-----END/, '\n-----END')],
    ['PEM of something else', 'invalid', () => pemOf(Buffer.from('hello'))],
    ['lists in lists', 'invalid', () => pemOf(nested(2_000))],
    ['a signature by another key', 'invalid', forged],
  ])('with %s is refused: %s', async (_what, fault, request) => {
    expect(await readSigningRequest(request())).toBe(fault);
  });
});

describe('a client’s certificate', () => {
  it('has the name that it was given and the key of the request, whatever else that says', async () => {
    const { cert, serial, fingerprint, expiresAt } = await signed();
    const read = new X509Certificate(cert);

    expect(read.subject).toBe(`CN=${METER}`);
    expect(read.ca).toBe(false);
    expect(read.subjectAltName).toBeUndefined();
    expect(read.serialNumber.toLowerCase()).toBe(serial);
    expect(read.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(Buffer.from(fingerprint).toString('hex'));
    expect(new Date(read.validTo).getTime()).toBe(Math.floor(expiresAt.getTime() / 1_000) * 1_000);
    expect(read.publicKey.export({ type: 'spki', format: 'pem' })).toBe(openssl('pkey', '-in', 'device.key', '-pubout'));
  });

  it('signs a client in by openssl’s own strict check, and is no server’s', async () => {
    writeFileSync(join(folder, 'ca.pem'), authority.cert);
    writeFileSync(join(folder, 'client.pem'), (await signed()).cert);
    const verify = (purpose: string) => openssl('verify', '-x509_strict', '-purpose', purpose, '-CAfile', 'ca.pem', 'client.pem');

    expect(verify('sslclient')).toBe('client.pem: OK\n');
    expect(() => verify('sslserver')).toThrow(/purpose/);
  });

  it('never outlives its authority', async () => {
    expect((await signed(10_000)).expiresAt).toEqual(new Date(Math.floor((now.getTime() + 30 * 86_400_000) / 1_000) * 1_000));
  });

  it('that is on the list of those taken back is refused by openssl, and another is not', async () => {
    const [lost, kept] = [await signed(), await signed()];
    writeFileSync(join(folder, 'ca.pem'), authority.cert);
    writeFileSync(
      join(folder, 'crl.pem'),
      await createRevocationList(authority, { revoked: [{ serial: lost.serial, revokedAt: now }], now, days: 7 }),
    );
    const verify = (cert: string) => {
      writeFileSync(join(folder, 'client.pem'), cert);
      return openssl('verify', '-x509_strict', '-crl_check', '-CRLfile', 'crl.pem', '-CAfile', 'ca.pem', 'client.pem');
    };

    expect(() => verify(lost.cert)).toThrow(/certificate revoked/);
    expect(verify(kept.cert)).toBe('client.pem: OK\n');
  });

  it('is taken by a list on which nothing stands yet', async () => {
    writeFileSync(join(folder, 'ca.pem'), authority.cert);
    writeFileSync(join(folder, 'crl.pem'), await createRevocationList(authority, { revoked: [], now, days: 7 }));
    writeFileSync(join(folder, 'client.pem'), (await signed()).cert);

    expect(openssl('verify', '-crl_check', '-CRLfile', 'crl.pem', '-CAfile', 'ca.pem', 'client.pem')).toBe('client.pem: OK\n');
  });
});

const pemOf = (der: Buffer): string =>
  `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`;

/** Each with the length of all that is in it, as DER has it. */
function nested(depth: number): Buffer {
  let der = Buffer.from([0x05, 0x00]);
  for (let level = 0; level < depth; level++) {
    const size = der.length;
    const length = size < 0x80 ? [size] : [0x82, size >> 8, size & 0xff];
    der = Buffer.concat([Buffer.from([0x30, ...length]), der]);
  }
  return der;
}

/** The last bytes of a request are its signature's. */
function forged(): string {
  const bytes = Buffer.from(requestOf().replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
  bytes[bytes.length - 1]! ^= 1;
  return pemOf(bytes);
}
