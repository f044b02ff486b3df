import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApacheKafka } from '@openprepay/apache-kafka/apache-kafka';
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

async function apache(dataDir: string): Promise<TestKafka> {
  const cluster = await startApacheKafka({ dataDir, defaultPartitions: DEFAULT_PARTITIONS });
  return {
    brokers: cluster.brokers,
    pause: async () => cluster.kill(0),
    resume: () => cluster.restart(0),
    stop: () => cluster.stop(),
  };
}
