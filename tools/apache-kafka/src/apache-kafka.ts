import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { freePorts } from '@openprepay/pace/free-ports';
import { ApacheKafkaError } from './apache-kafka-error.js';
import { javaMissing } from './apache-kafka-missing.js';
import { jarCacheDir } from './apache-kafka.config.js';
import { BrokerProcess } from './broker-process.js';
import { classArchive } from './class-archive.js';
import { kafkaJars } from './kafka-jars.js';
import { type BrokerSecurity, type NodePorts, serverProperties } from './server-properties.js';

export type { BrokerSecurity };

export { apacheKafkaMissing } from './apache-kafka-missing.js';

/** The part of a pino logger that is used here. */
export interface ApacheKafkaLogger {
  info(details: object, message: string): void;
  error(details: object, message: string): void;
}

export interface ApacheKafkaOptions {
  /** Made if it is not there; one cluster at a time may use it. */
  readonly dataDir: string;
  /** One broker (the default), or a cluster of three with three replicas of everything. */
  readonly brokers?: 1 | 3;
  /** Port of the first broker; 0 (the default) takes a free one. */
  readonly port?: number;
  /** 127.0.0.1 unless set. */
  readonly host?: string;
  readonly defaultPartitions?: number;
  readonly logger?: ApacheKafkaLogger;
  /** Further broker settings by Kafka's names. */
  readonly properties?: Readonly<Record<string, string>>;
  /** Without it everybody who reaches the port may do everything: loopback only. */
  readonly security?: BrokerSecurity;
  /** Told when a broker ends by itself; one that was stopped or killed here is not reported. */
  readonly onUnexpectedExit?: (detail: string) => void;
}

export interface ApacheKafka {
  readonly brokers: string[];
  /** Process ids of the brokers, in order; up to date after a restart. */
  readonly pids: number[];
  stop(): Promise<void>;
  /** Ends one broker at once (SIGKILL). */
  kill(index: number): void;
  /** Starts a broker again on its own data and ports, stopping it first if it runs. */
  restart(index: number): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
const DEFAULT_PARTITIONS = 3;
const UUID_BYTES = 16;

/**
 * Starts Apache Kafka from its released jars (KRaft, no ZooKeeper, no Docker), fetching them by Maven the first time.
 *
 * @throws {ApacheKafkaError} `apache-kafka.not_available` (no Java or Maven), `apache-kafka.jars_not_fetched`, `apache-kafka.not_started`
 */
export async function startApacheKafka(options: ApacheKafkaOptions): Promise<ApacheKafka> {
  const missing = javaMissing();
  if (missing) throw new ApacheKafkaError('apache-kafka.not_available', missing);
  const host = options.host ?? LOOPBACK;
  const { nodes, ports } = await prepare({ ...options, host });
  try {
    await Promise.all(nodes.map((node) => node.start()));
  } catch (error) {
    await Promise.all(nodes.map((node) => node.stop()));
    throw error;
  }
  const addresses = ports.map(({ client }) => `${host}:${client}`);
  options.logger?.info({ brokers: addresses }, 'Apache Kafka serves');
  return {
    brokers: addresses,
    get pids() {
      return nodes.flatMap((node) => node.pid ?? []);
    },
    stop: async () => {
      await Promise.all(nodes.map((node) => node.stop()));
    },
    kill: (index) => nodes[index]?.kill(),
    restart: async (index) => {
      await nodes[index]?.stop();
      await nodes[index]?.start();
    },
  };
}

async function prepare(
  options: ApacheKafkaOptions & { readonly host: string },
): Promise<{ readonly nodes: readonly BrokerProcess[]; readonly ports: readonly NodePorts[] }> {
  const dataDir = resolve(options.dataDir);
  await mkdir(dataDir, { recursive: true });
  const [jars, clusterId, ports] = await Promise.all([kafkaJars(jarCacheDir()), clusterIdOf(dataDir), choosePorts(options)]);
  const archive = await classArchive(jars);
  const nodes = ports.map((_, index) => {
    const folder = join(dataDir, `broker-${index + 1}`);
    const properties = serverProperties({
      nodeId: index + 1,
      host: options.host,
      ports,
      logDir: join(folder, 'data'),
      defaultPartitions: options.defaultPartitions ?? DEFAULT_PARTITIONS,
      extra: options.properties ?? {},
      security: options.security,
    });
    const onUnexpectedExit = (detail: string): void => {
      options.logger?.error({ broker: index + 1, detail }, 'Apache Kafka ended by itself');
      options.onUnexpectedExit?.(detail);
    };
    return new BrokerProcess({ folder, jars, archive, clusterId, properties, isAlone: ports.length === 1, onUnexpectedExit });
  });
  return { nodes, ports };
}

async function choosePorts({ brokers = 1, port = 0, host }: ApacheKafkaOptions & { readonly host: string }): Promise<readonly NodePorts[]> {
  const free = await freePorts(brokers * 2, host);
  return Array.from({ length: brokers }, (_, index) => ({
    client: index === 0 && port !== 0 ? port : free[index * 2]!,
    controller: free[index * 2 + 1]!,
  }));
}

/** The id the data was formatted with; made the first time, in Kafka's own form (a UUID in base64url that does not look like an option). */
async function clusterIdOf(dataDir: string): Promise<string> {
  const file = join(dataDir, 'cluster-id');
  const known = await readFile(file, 'utf8').catch(() => '');
  if (known !== '') return known;
  let id = '-';
  while (id.startsWith('-')) id = randomBytes(UUID_BYTES).toString('base64url');
  await writeFile(file, id);
  return id;
}
