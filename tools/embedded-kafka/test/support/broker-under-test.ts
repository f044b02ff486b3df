import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApacheKafka, apacheKafkaMissing, startApacheKafka } from '@openprepay/apache-kafka/apache-kafka';
import { untilCoordinating } from './until-coordinating.js';
import { EmbeddedProcess } from './embedded-process.js';

/** How often both brokers look after retention and compaction in these tests. */
const MAINTENANCE_MS = 300;

/** A broker in a process of its own, on a data folder of its own. */
export interface BrokerUnderTest {
  readonly brokers: string[];
  /** Ends it as a crash would and starts it again on the same data and port. */
  crash(): Promise<void>;
  /** Only the first half of a crash, and the second. */
  kill(): Promise<void>;
  revive(): Promise<void>;
  stop(): Promise<void>;
}

export interface BrokerKind {
  readonly name: 'embedded-kafka' | 'apache-kafka';
  /** Why it cannot run on this machine. */
  readonly missing: string | undefined;
  start(): Promise<BrokerUnderTest>;
}

/** Every broker the conformance suite is run against. */
export const brokerKinds: readonly BrokerKind[] = [
  { name: 'embedded-kafka', missing: undefined, start: startEmbedded },
  { name: 'apache-kafka', missing: apacheKafkaMissing(), start: startApache },
];

async function startEmbedded(): Promise<BrokerUnderTest> {
  const dataDir = await mkdtemp(join(tmpdir(), 'embedded-kafka-'));
  const broker = await EmbeddedProcess.start(dataDir, { KAFKA_MAINTENANCE_INTERVAL_MS: String(MAINTENANCE_MS) });
  return {
    brokers: [`127.0.0.1:${broker.port}`],
    kill: () => broker.kill(),
    revive: () => broker.revive(),
    crash: async () => {
      await broker.kill();
      await broker.revive();
    },
    stop: async () => {
      await broker.stop();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function startApache(): Promise<BrokerUnderTest> {
  const dataDir = await mkdtemp(join(tmpdir(), 'apache-kafka-'));
  const properties = {
    'log.retention.check.interval.ms': String(MAINTENANCE_MS),
    'log.initial.task.delay.ms': '0',
    'log.cleaner.backoff.ms': String(MAINTENANCE_MS),
    'log.segment.delete.delay.ms': '100',
  };
  const kafka: ApacheKafka = await startApacheKafka({ dataDir, properties });
  const revive = async (): Promise<void> => {
    await kafka.restart(0);
    await untilCoordinating([...kafka.brokers]);
  };
  await untilCoordinating([...kafka.brokers]);
  return {
    brokers: [...kafka.brokers],
    kill: () => Promise.resolve(kafka.kill(0)),
    revive,
    crash: async () => {
      kafka.kill(0);
      await revive();
    },
    stop: async () => {
      await kafka.stop();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
