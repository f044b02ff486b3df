import { readFileSync } from 'node:fs';
import type { KafkaSecurity } from '@openprepay/messaging/messaging';
import { z } from 'zod';
import type { Environment } from './environment.js';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/;

/** What a scheme is called by people, whether it is in the clear, and how to be told that it may be. */
const SCHEMES: Readonly<Record<string, { readonly allowedBy: string; readonly instead: string }>> = {
  'http:': { allowedBy: 'HTTP_INSECURE', instead: 'use https://' },
  'mqtt:': { allowedBy: 'MQTT_INSECURE', instead: 'use mqtts://' },
  'postgres:': { allowedBy: 'DATABASE_INSECURE', instead: 'set DATABASE_CA_FILE' },
  'postgresql:': { allowedBy: 'DATABASE_INSECURE', instead: 'set DATABASE_CA_FILE' },
};
/** Variables that hold the URL of a PostgreSQL server. */
const DATABASE_URLS = ['DATABASE_URL', 'MIGRATION_DATABASE_URL'] as const;
const VERIFIED = 'verify-full';

/**
 * The environment with what belongs into the database's URL put there: the password from `DATABASE_PASSWORD_FILE`, and
 * `DATABASE_CA_FILE`, whose certificate the server must show. Every connection is made from that URL.
 */
export function withDatabaseSecurity(env: Environment): Environment {
  const { DATABASE_PASSWORD_FILE: passwordFile, DATABASE_CA_FILE: caFile } = env;
  if (passwordFile === undefined && caFile === undefined) return env;
  const complete = (text: string | undefined): string | undefined => {
    if (text === undefined || !URL.canParse(text)) return text;
    const url = new URL(text);
    if (passwordFile !== undefined) url.password = encodeURIComponent(readFileSync(passwordFile, 'utf8').trim());
    if (caFile !== undefined) {
      url.searchParams.set('sslmode', VERIFIED);
      url.searchParams.set('sslrootcert', caFile);
    }
    return url.toString();
  };
  return { ...env, ...Object.fromEntries(DATABASE_URLS.map((name) => [name, complete(env[name])])) };
}

/**
 * Whoever listens on a network reads and changes what crosses it in the clear: a token, a sale, a password. So a service
 * does not start with an address off this machine that is not encrypted, unless it is told that it may.
 *
 * @returns a sentence for each such address, naming the variable and what to do
 */
export function inTheClear(values: Readonly<Record<string, unknown>>, env: Environment): readonly string[] {
  const urls = Object.entries(values).flatMap(([name, value]) => (typeof value === 'string' ? clearUrl(name, value, env) : []));
  return [...urls, ...clearBrokers(values, env)];
}

function clearUrl(name: string, value: string, env: Environment): readonly string[] {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const scheme = url && SCHEMES[url.protocol];
  if (
    !scheme ||
    (isLocal(url.hostname) && !namesAnotherHost(url)) ||
    url.searchParams.get('sslmode') === VERIFIED ||
    env[scheme.allowedBy] === 'true'
  )
    return [];
  return [`${name} leads off this machine in the clear: ${scheme.instead}, or say ${scheme.allowedBy}=true where the network is private`];
}

function clearBrokers({ KAFKA_BROKERS: brokers, KAFKA_TLS: tls }: Readonly<Record<string, unknown>>, env: Environment): readonly string[] {
  if (!Array.isArray(brokers) || tls === true || env['KAFKA_INSECURE'] === 'true') return [];
  const hosts = brokers.map((broker) => String(broker).replace(/:\d+$/, ''));
  if (hosts.every(isLocal)) return [];
  return ['KAFKA_BROKERS leads off this machine in the clear: set KAFKA_TLS=true, or say KAFKA_INSECURE=true where the network is private'];
}

/** The driver takes the host from a parameter before the one in its place. */
const namesAnotherHost = ({ searchParams }: URL): boolean => ['host', 'hostaddr'].some((name) => searchParams.has(name));

const isLocal = (host: string): boolean => LOOPBACK.test(host);

const file = z.string().min(1).optional();

/** How a service reaches its Kafka. */
export const kafkaSecurityShape = {
  KAFKA_TLS: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true'),
  /** The authority that signed the brokers' certificates; the system's own ones unless given. PEM, as the two that follow. */
  KAFKA_CA_FILE: file,
  /** The service's own certificate and key, where the brokers ask for one. */
  KAFKA_CERT_FILE: file,
  KAFKA_KEY_FILE: file,
  KAFKA_SASL_MECHANISM: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).optional(),
  KAFKA_USERNAME: z.string().min(1).optional(),
  KAFKA_PASSWORD_FILE: file,
} as const;

type KafkaVariables = Readonly<z.output<z.ZodObject<typeof kafkaSecurityShape>>>;

/**
 * Reads what the variables name.
 *
 * @throws {Error} where one of them stands without the others that it needs, or a file cannot be read
 */
export function kafkaSecurity(config: Partial<KafkaVariables>): KafkaSecurity {
  const { KAFKA_TLS: tls, KAFKA_CA_FILE: ca, KAFKA_CERT_FILE: cert, KAFKA_KEY_FILE: key } = config;
  if (tls !== true && (ca ?? cert ?? key) !== undefined)
    throw new Error('KAFKA_CA_FILE, KAFKA_CERT_FILE and KAFKA_KEY_FILE need KAFKA_TLS=true');
  if ((cert === undefined) !== (key === undefined)) throw new Error('KAFKA_CERT_FILE and KAFKA_KEY_FILE belong together');
  const read = (path: string | undefined): string | undefined => (path === undefined ? undefined : readFileSync(path, 'utf8'));
  return { ...(tls === true ? { tls: { ca: read(ca), cert: read(cert), key: read(key) } } : {}), ...sasl(config) };
}

function sasl({
  KAFKA_SASL_MECHANISM: mechanism,
  KAFKA_USERNAME: username,
  KAFKA_PASSWORD_FILE: passwordFile,
}: Partial<KafkaVariables>): Pick<KafkaSecurity, 'sasl'> {
  if (mechanism === undefined && username === undefined && passwordFile === undefined) return {};
  if (mechanism === undefined || username === undefined || passwordFile === undefined)
    throw new Error('KAFKA_SASL_MECHANISM, KAFKA_USERNAME and KAFKA_PASSWORD_FILE belong together');
  return { sasl: { mechanism, username, password: readFileSync(passwordFile, 'utf8').trim() } };
}
