import { join } from 'node:path';
import { ApacheKafkaError } from './apache-kafka-error.js';

export interface ApacheKafkaConfig {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly dataDir: string;
  readonly defaultPartitions: number;
}

const HIGHEST_PORT = 65_535;
const MOST_PARTITIONS = 1_000;
const DEFAULT_PARTITIONS = 3;
/** `src` and `dist` lie at the same depth, three below the root of the repository. */
const REPOSITORY_ROOT = join(import.meta.dirname, '..', '..', '..');

/** The environment of the command, the same as embedded-kafka's. Throws `apache-kafka.invalid_config` naming the variable. */
export function loadApacheKafkaConfig(env: NodeJS.ProcessEnv): ApacheKafkaConfig {
  const integer = (name: string, range: { readonly fallback: number; readonly least: number; readonly most: number }): number => {
    const text = env[name];
    if (text === undefined || text === '') return range.fallback;
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= range.least && value <= range.most) return value;
    throw new ApacheKafkaError(
      'apache-kafka.invalid_config',
      `${name} must be a whole number from ${range.least} to ${range.most}, not "${text}"`,
    );
  };
  const dataDir = env['KAFKA_DATA_DIR'];
  if (!dataDir) throw new ApacheKafkaError('apache-kafka.invalid_config', 'KAFKA_DATA_DIR must name the folder for the data');
  return {
    host: env['KAFKA_HOST'] || '127.0.0.1',
    port: integer('KAFKA_PORT', { fallback: 0, least: 0, most: HIGHEST_PORT }),
    dataDir,
    defaultPartitions: integer('KAFKA_DEFAULT_PARTITIONS', { fallback: DEFAULT_PARTITIONS, least: 1, most: MOST_PARTITIONS }),
  };
}

/** Where the jars are kept: `APACHE_KAFKA_CACHE_DIR`, or `.cache/apache-kafka` of the repository. */
export const jarCacheDir = (env: NodeJS.ProcessEnv = process.env): string =>
  env['APACHE_KAFKA_CACHE_DIR'] || join(REPOSITORY_ROOT, '.cache', 'apache-kafka');
