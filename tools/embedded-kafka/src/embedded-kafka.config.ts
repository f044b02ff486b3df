import { EmbeddedKafkaError } from './embedded-kafka-error.js';
import { MAINTENANCE_INTERVAL_MS, MAX_PARTITIONS_PER_TOPIC } from './limits.js';

export interface EmbeddedKafkaConfig {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly dataDir: string;
  readonly defaultPartitions: number;
  readonly maintenanceIntervalMs: number;
}

const HIGHEST_PORT = 65_535;
const DEFAULT_PARTITIONS = 3;

/** Reads the environment once, in main.ts. Throws `embedded-kafka.invalid_config` naming the variable. */
export function loadEmbeddedKafkaConfig(env: NodeJS.ProcessEnv): EmbeddedKafkaConfig {
  const integer = (name: string, range: { readonly fallback: number; readonly least: number; readonly most: number }): number => {
    const text = env[name];
    if (text === undefined || text === '') return range.fallback;
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= range.least && value <= range.most) return value;
    throw new EmbeddedKafkaError(
      'embedded-kafka.invalid_config',
      `${name} must be a whole number from ${range.least} to ${range.most}, not "${text}"`,
    );
  };
  const dataDir = env['KAFKA_DATA_DIR'];
  if (!dataDir) throw new EmbeddedKafkaError('embedded-kafka.invalid_config', 'KAFKA_DATA_DIR must name the folder for the data');
  return {
    host: env['KAFKA_HOST'] || '127.0.0.1',
    port: integer('KAFKA_PORT', { fallback: 0, least: 0, most: HIGHEST_PORT }),
    dataDir,
    defaultPartitions: integer('KAFKA_DEFAULT_PARTITIONS', { fallback: DEFAULT_PARTITIONS, least: 1, most: MAX_PARTITIONS_PER_TOPIC }),
    maintenanceIntervalMs: integer('KAFKA_MAINTENANCE_INTERVAL_MS', { fallback: MAINTENANCE_INTERVAL_MS, least: 10, most: 86_400_000 }),
  };
}
