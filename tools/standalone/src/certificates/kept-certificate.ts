import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import path from 'node:path';
import { type Certificate, createAuthority, issueServer } from '@openprepay/certificates/certificate';

const AUTHORITY_NAME = 'OpenPrepay of this machine';
/** Meters are given the authority once and live long. */
const AUTHORITY_DAYS = 7_300;
const SERVER_DAYS = 825;
/** A server certificate is made anew at the first start within this time of its end. */
const RENEW_DAYS = 90;
const DAY_MS = 86_400_000;
const ONLY_OWNER = 0o600;
const EVERYBODY_READS = 0o644;

/** Where the parts of a server's identity are. */
export interface KeptCertificate {
  /** What clients trust; not a secret. */
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

export interface KeptCertificateOptions {
  readonly dataDir: string;
  /** Host names and addresses that the server is to be reached by. */
  readonly names: readonly string[];
  readonly now: Date;
}

/** Who signs clients' certificates: the one that has signed some is never made anew by itself. */
export interface KeptAuthority {
  readonly certFile: string;
  readonly keyFile: string;
}

/** Whose certificates an authority signs, and what its files are called. */
const clients = {
  meters: { name: 'Meters of OpenPrepay of this machine', file: 'mqtt-meters-ca' },
  tills: { name: 'Tills of OpenPrepay of this machine', file: 'tills-ca' },
} as const;

export interface KeptAuthorityOptions extends Omit<KeptCertificateOptions, 'names'> {
  readonly of: keyof typeof clients;
}

/**
 * The authority that signs the certificates of this installation's meters, or of its tills, made once per data folder: whoever ends while
 * it is being made has the next start finish it.
 *
 * @throws Error where one of its two files is gone: with another authority no client that has a certificate would come in again
 */
export async function keepClientAuthority({ of, dataDir, now }: KeptAuthorityOptions): Promise<KeptAuthority> {
  const { name, file } = clients[of];
  const files = { certFile: path.join(dataDir, `${file}.pem`), keyFile: path.join(dataDir, 'secrets', `${file}.key`) };
  const pair = await readPair(files);
  if (pair.cert === undefined && pair.key === undefined) {
    const made = await createAuthority({ name, now, days: AUTHORITY_DAYS });
    await draft(files.keyFile, made.key, ONLY_OWNER);
    await draft(files.certFile, made.cert, EVERYBODY_READS);
    await settle(files.keyFile);
    await settle(files.certFile);
    return files;
  }
  if (isPair(pair) || (await finish(files, pair))) return files;
  throw new Error(
    `${files.certFile} and ${files.keyFile} belong together, and ${of} have certificates by them: restore both, or remove both`,
  );
}

/** Puts the half of a pair in its place that was written and is not there. @returns whether there is a pair then */
async function finish(files: Files, { cert, key }: Halves): Promise<boolean> {
  const drafts = await readPair({ certFile: draftOf(files.certFile), keyFile: draftOf(files.keyFile) });
  if (cert !== undefined && key !== undefined) return false;
  if (!isPair({ cert: cert ?? drafts.cert, key: key ?? drafts.key })) return false;
  await settle(cert === undefined ? files.certFile : files.keyFile);
  return true;
}

/** What this machine is called, and its addresses now. */
export const namesOfThisMachine = (): readonly string[] => [
  'localhost',
  hostname(),
  ...Object.values(networkInterfaces()).flatMap((addresses = []) => addresses.map(({ address }) => address.split('%')[0]!)),
];

/**
 * The certificate of the machine's own servers (the MQTT broker, the gateway), by an authority that is made once per data folder and kept in it. The
 * server's is made anew where it would end soon or lacks a name; whoever trusts the authority notices nothing.
 */
export async function keepServerCertificate({ dataDir, names, now }: KeptCertificateOptions): Promise<KeptCertificate> {
  const secret = (name: string): string => path.join(dataDir, 'secrets', name);
  const caFile = path.join(dataDir, 'mqtt-ca.pem');
  const authority = await keep({ certFile: caFile, keyFile: secret('mqtt-ca.key') }, () =>
    createAuthority({ name: AUTHORITY_NAME, now, days: AUTHORITY_DAYS }),
  );
  const server = { certFile: secret('mqtt-server.pem'), keyFile: secret('mqtt-server.key') };
  const asked = [...new Set(names)];
  await keep(
    server,
    () => issueServer(authority, { names: asked, now, days: SERVER_DAYS }),
    (cert) => stillServes(new X509Certificate(cert), { authority: new X509Certificate(authority.cert), names: asked, now }),
  );
  return { caFile, ...server };
}

interface Wanted {
  readonly authority: X509Certificate;
  readonly names: readonly string[];
  readonly now: Date;
}

const stillServes = (cert: X509Certificate, { authority, names, now }: Wanted): boolean =>
  Date.parse(cert.validTo) - now.getTime() > RENEW_DAYS * DAY_MS &&
  cert.verify(authority.publicKey) &&
  names.every((name) => (isIP(name) ? cert.checkIP(name) : cert.checkHost(name)) !== undefined);

type Files = Omit<KeptCertificate, 'caFile'>;
type Halves = { readonly [Half in keyof Certificate]: Certificate[Half] | undefined };

async function keep(files: Files, make: () => Promise<Certificate>, serves: (cert: string) => boolean = () => true): Promise<Certificate> {
  const pair = await readPair(files);
  if (isPair(pair) && serves(pair.cert)) return pair;
  const made = await make();
  // The key first: a certificate without its key would be taken for half of a pair that is made anew.
  await draft(files.keyFile, made.key, ONLY_OWNER);
  await settle(files.keyFile);
  await draft(files.certFile, made.cert, EVERYBODY_READS);
  await settle(files.certFile);
  return made;
}

const isPair = (pair: Halves): pair is Certificate =>
  pair.cert !== undefined && pair.key !== undefined && new X509Certificate(pair.cert).checkPrivateKey(createPrivateKey(pair.key));

async function readPair({ certFile, keyFile }: Files): Promise<Halves> {
  const [cert, key] = await Promise.all([read(certFile), read(keyFile)]);
  return { cert, key };
}

const read = (file: string): Promise<string | undefined> =>
  readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });

const draftOf = (file: string): string => `${file}.next`;
const draft = (file: string, text: string, mode: number): Promise<void> => writeFile(draftOf(file), text, { mode, flush: true });
const settle = (file: string): Promise<void> => rename(draftOf(file), file);
