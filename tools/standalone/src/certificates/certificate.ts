import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP, isIPv4 } from 'node:net';
import { bits, boolean, identifier, integer, named, octets, sequence, set, tagged, time, utf8 } from './der.js';

/** PEM texts. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const DAY_MS = 86_400_000;
/** Clocks of meters may be behind ours. */
const BACKDATED_MS = DAY_MS;
const SERIAL_BYTES = 16;
const PEM_LINE = 64;

/** ecdsa-with-SHA256. @source RFC 5758, 3.2 */
const SIGNATURE = sequence(identifier('1.2.840.10045.4.3.2'));
const VERSION_3 = tagged(0, integer(Buffer.of(2)));
/** keyCertSign and cRLSign; digitalSignature. The named bits of a key usage come without trailing zeros. */
const SIGNS_CERTIFICATES = Buffer.from('03020106', 'hex');
const SIGNS_HANDSHAKES = Buffer.from('03020780', 'hex');
const SERVER_AUTHENTICATION = identifier('1.3.6.1.5.5.7.3.1');

export interface AuthorityOptions {
  readonly name: string;
  readonly now: Date;
  readonly days: number;
}

/** Makes a certificate authority that signs servers' certificates, and no further authority. */
export function createAuthority({ name, now, days }: AuthorityOptions): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const body = {
    subject: name,
    issuer: name,
    publicKey,
    now,
    days,
    extensions: [
      extension('2.5.29.19', sequence(boolean(true), integer(Buffer.of(0))), true),
      extension('2.5.29.15', SIGNS_CERTIFICATES, true),
      extension('2.5.29.14', octets(keyIdentifier(publicKey))),
    ],
  };
  return { cert: signed(body, privateKey), key: pemOf(privateKey) };
}

export interface ServerOptions {
  /** Host names and addresses that the server is reached by. */
  readonly names: readonly string[];
  /** The name that the authority was made with. */
  readonly authorityName: string;
  readonly now: Date;
  readonly days: number;
}

/** Makes a server's key and a certificate of the authority for it. */
export function issueServer(authority: Certificate, { names, authorityName, now, days }: ServerOptions): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const authorityKey = createPrivateKey(authority.key);
  const body = {
    subject: names[0] ?? 'localhost',
    issuer: authorityName,
    publicKey,
    now,
    days,
    extensions: [
      extension('2.5.29.19', sequence(), true),
      extension('2.5.29.15', SIGNS_HANDSHAKES, true),
      extension('2.5.29.37', sequence(SERVER_AUTHENTICATION)),
      extension('2.5.29.17', sequence(...names.map(alternativeName))),
      extension('2.5.29.35', sequence(named(0, keyIdentifier(createPublicKey(authorityKey))))),
    ],
  };
  return { cert: signed(body, authorityKey), key: pemOf(privateKey) };
}

interface Body {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly now: Date;
  readonly days: number;
  readonly extensions: readonly Buffer[];
}

/** @source RFC 5280, 4.1 */
function signed({ subject, issuer, publicKey, now, days, extensions }: Body, key: KeyObject): string {
  const body = sequence(
    VERSION_3,
    integer(randomBytes(SERIAL_BYTES)),
    SIGNATURE,
    commonName(issuer),
    sequence(time(new Date(now.getTime() - BACKDATED_MS)), time(new Date(now.getTime() + days * DAY_MS))),
    commonName(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, sequence(...extensions)),
  );
  return pem('CERTIFICATE', sequence(body, SIGNATURE, bits(sign('sha256', body, key))));
}

const extension = (id: string, value: Buffer, critical = false): Buffer =>
  sequence(identifier(id), ...(critical ? [boolean(true)] : []), octets(value));

const commonName = (name: string): Buffer => sequence(set(sequence(identifier('2.5.4.3'), utf8(name))));

const keyIdentifier = (key: KeyObject): Buffer =>
  createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest();

const alternativeName = (name: string): Buffer => (isIP(name) ? named(7, addressOctets(name)) : named(2, Buffer.from(name, 'ascii')));

function addressOctets(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail = ''] = address.split('%')[0]!.split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const missing = 8 - groups(head).length - groups(tail).length;
  const all = address.includes('::') ? [...groups(head), ...Array<string>(missing).fill('0'), ...groups(tail)] : groups(head);
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
}

const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

function pem(label: string, content: Buffer): string {
  const lines = content.toString('base64').match(new RegExp(`.{1,${PEM_LINE}}`, 'g')) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
