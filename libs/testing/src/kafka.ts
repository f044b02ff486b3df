import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrokerSecurity, startApacheKafka } from '@openprepay/apache-kafka/apache-kafka';
import { testAuthority } from './certificates.js';
import type { KafkaSecurity } from '@openprepay/messaging/messaging';
import { startEmbeddedKafka, type EmbeddedKafka } from '@openprepay/embedded-kafka/broker';

export interface TestKafka {
  readonly brokers: readonly string[];
  /** Ends the broker; its clients see a broker that is down. */
  pause(): Promise<void>;
  /** Starts it again on the same port and data. */
  resume(): Promise<void>;
  stop(): Promise<void>;
}

const DEFAULT_PARTITIONS = 3;

/** A real broker on loopback: the embedded one, or Apache Kafka where `OPENPREPAY_KAFKA` is `apache`. */
export async function startKafka(env: NodeJS.ProcessEnv = process.env): Promise<TestKafka> {
  const dataDir = await mkdtemp(join(tmpdir(), 'openprepay-kafka-'));
  const broker = env['OPENPREPAY_KAFKA'] === 'apache' ? await apache(dataDir) : await embedded(dataDir);
  return {
    ...broker,
    stop: async () => {
      await broker.stop();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A broker that asks for TLS and a sign-in, with nothing allowed yet; and what its clients need. */
export interface SecuredKafka extends TestKafka {
  /** What a client of this user is made with. */
  securityOf(username: string): Required<Pick<KafkaSecurity, 'tls' | 'sasl'>>;
  /** The same as a service's variables. */
  environmentOf(username: string): Readonly<Record<string, string>>;
  readonly superUser: string;
  /** Holds a file `<user>-kafka-password` for each. */
  readonly passwordsDir: string;
}

const SUPER_USER = 'operator';

/** Apache Kafka with TLS, SASL and ACLs, for these users; the embedded broker has none of them. */
export async function startSecuredKafka(usernames: readonly string[]): Promise<SecuredKafka> {
  const folder = await mkdtemp(join(tmpdir(), 'openprepay-kafka-'));
  const { ca, server } = await testAuthority();
  const file = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const users = Object.fromEntries([SUPER_USER, ...usernames].map((name) => [name, randomBytes(12).toString('hex')]));
  const caFile = await file('ca.pem', ca);
  const keyStoreFile = await file('broker.pem', `${server.key}\n${server.cert}`);
  const passwordFiles = new Map<string, string>();
  for (const [name, password] of Object.entries(users)) passwordFiles.set(name, await file(`${name}-kafka-password`, password));

  const broker = await apache(join(folder, 'data'), { superUser: SUPER_USER, users, caFile, keyStoreFile });
  return {
    ...broker,
    superUser: SUPER_USER,
    passwordsDir: folder,
    securityOf: (username) => ({ tls: { ca }, sasl: { mechanism: 'plain', username, password: users[username] ?? '' } }),
    environmentOf: (username) => ({
      KAFKA_BROKERS: broker.brokers.join(','),
      KAFKA_TLS: 'true',
      KAFKA_CA_FILE: caFile,
      KAFKA_SASL_MECHANISM: 'plain',
      KAFKA_USERNAME: username,
      KAFKA_PASSWORD_FILE: passwordFiles.get(username) ?? '',
    }),
    stop: async () => {
      await broker.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function embedded(dataDir: string): Promise<TestKafka> {
  const start = (port: number): Promise<EmbeddedKafka> => startEmbeddedKafka({ dataDir, port, defaultPartitions: DEFAULT_PARTITIONS });
  let broker: EmbeddedKafka | undefined = await start(0);
  const { brokers, port } = broker;
  const pause = async (): Promise<void> => {
    await broker?.stop();
    broker = undefined;
  };
  return {
    brokers,
    pause,
    resume: async () => {
      broker ??= await start(port);
    },
    stop: pause,
  };
}

async function apache(dataDir: string, security?: BrokerSecurity): Promise<TestKafka> {
  const cluster = await startApacheKafka({
    dataDir,
    defaultPartitions: DEFAULT_PARTITIONS,
    ...(security === undefined ? {} : { security }),
  });
  return {
    brokers: cluster.brokers,
    pause: async () => cluster.kill(0),
    resume: () => cluster.restart(0),
    stop: () => cluster.stop(),
  };
}
