import { type BrokerLogger, silentLogger } from './broker-logger.js';
import { GroupCoordinator } from './group/group-coordinator.js';
import { MAINTENANCE_INTERVAL_MS } from './limits.js';
import { holdDataDir } from './log/hold-data-dir.js';
import { startMaintenance } from './maintenance/maintenance.js';
import type { BrokerState } from './api/api.js';
import { listen } from './server/server.js';
import { Storage } from './storage.js';

export interface EmbeddedKafkaOptions {
  /** Where to listen; 127.0.0.1 unless set. */
  readonly host?: string;
  /** 0 (the default) takes a free port. */
  readonly port?: number;
  /** Made if it is not there; one broker at a time may use it. */
  readonly dataDir: string;
  /** Partitions of topics that are created without a number; 3 unless set. */
  readonly defaultPartitions?: number;
  readonly logger?: BrokerLogger;
  /** Pause between two passes of retention and compaction, in milliseconds. */
  readonly maintenanceIntervalMs?: number;
  /** Called when the data folder cannot be written any more. Nothing is accepted from then on: the process had best end and be started again. */
  readonly onStorageFailure?: (error: Error) => void;
}

export interface EmbeddedKafka {
  readonly brokers: string[];
  readonly port: number;
  /** Answers what is begun, closes the connections, checkpoints and releases the data folder. */
  stop(): Promise<void>;
}

const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_PARTITIONS = 3;

/**
 * Starts a single-node broker that speaks the Kafka protocol, and recovers what its data folder holds.
 *
 * @throws {EmbeddedKafkaError} `embedded-kafka.port_in_use`, `embedded-kafka.data_dir_in_use`, `embedded-kafka.corrupt_metadata`
 */
export async function startEmbeddedKafka(options: EmbeddedKafkaOptions): Promise<EmbeddedKafka> {
  const logger = options.logger ?? silentLogger;
  const now = Date.now;
  const hold = await holdDataDir(options.dataDir);
  let storage: Storage | undefined;
  try {
    const onFailure = (error: Error): void => {
      logger.error({ err: error }, 'storage failed: nothing is accepted until a restart');
      options.onStorageFailure?.(error);
    };
    storage = await Storage.open({ dataDir: options.dataDir, logger, now, onFailure });
    return await serve(options, { storage, logger, now, release: () => hold.release() });
  } catch (error) {
    await storage?.close();
    await hold.release();
    throw error;
  }
}

interface Opened {
  readonly storage: Storage;
  readonly logger: BrokerLogger;
  readonly now: () => number;
  readonly release: () => Promise<void>;
}

async function serve(options: EmbeddedKafkaOptions, { storage, logger, now, release }: Opened): Promise<EmbeddedKafka> {
  const host = options.host ?? DEFAULT_HOST;
  const groups = new GroupCoordinator(now);
  const defaultPartitions = options.defaultPartitions ?? DEFAULT_PARTITIONS;
  const broker: BrokerState = { storage, groups, logger, now, defaultPartitions, host, port: () => server.port };
  const server = await listen(broker, options.port ?? 0);
  const maintenance = startMaintenance({ storage, groups, logger, now }, options.maintenanceIntervalMs ?? MAINTENANCE_INTERVAL_MS);
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await server.stop();
    groups.stop();
    await maintenance.stop();
    await storage.close();
    await release();
  };
  return { brokers: [`${host}:${server.port}`], port: server.port, stop: () => (stopped ??= stop()) };
}
