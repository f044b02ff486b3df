import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { loadStandaloneConfig } from '@openprepay/standalone/config';
import { Progress } from '@openprepay/standalone/progress';
import type { RunningProcess } from '@openprepay/standalone/run-file';
import { seedDemo } from '@openprepay/standalone/seed';
import { startStack, type Stack } from '@openprepay/standalone/stack';
import pg from 'pg';
import type { Bench } from '../bench-context.js';
import type { Figure } from '../figure.js';
import { type BenchPlatform, CURRENCY } from './bench-platform.js';
import { measureReadings } from './readings.js';
import { measureRecovery } from './recovery.js';
import { measureVends } from './vends.js';

/** Starts everything on a throw-away folder and measures vends, then readings, as far as they are asked for. */
export async function measurePlatform(bench: Bench): Promise<readonly Figure[]> {
  const { options, folder, root, say } = bench;
  const dataDir = path.join(folder, 'platform');
  const config = loadStandaloneConfig({
    OPENPREPAY_DATA_DIR: dataDir,
    OPENPREPAY_PORT: '0',
    OPENPREPAY_MQTT_PORT: '0',
    OPENPREPAY_CURRENCY: CURRENCY,
    OPENPREPAY_LOG_LEVEL: 'warn',
    OPENPREPAY_KAFKA: options.kafka,
    OPENPREPAY_MAX_RESTARTS: '1000',
  });
  const progress = new Progress(
    (line) => say(line.trim()),
    () => performance.now(),
  );
  let onFatal = (_error: Error): void => undefined;
  const failed = new Promise<never>((_, reject) => (onFatal = reject));
  failed.catch(() => undefined);
  const starting = startStack({ config, root, progress, onFatal });
  const work = async (): Promise<readonly Figure[]> => {
    const platform = await prepared(await starting, { bench, dataDir, progress });
    const figures: Figure[] = [];
    if (options.parts.includes('vends')) figures.push(...(await measureVends(platform, bench)));
    if (options.parts.includes('readings')) figures.push(...(await measureReadings(platform, bench)));
    if (options.parts.includes('recovery')) figures.push(...(await measureRecovery(platform, bench)));
    return figures;
  };
  try {
    return await Promise.race([work(), failed, bench.interrupted]);
  } finally {
    say('stopping the platform');
    // Also one that was still starting when the run was to end.
    await starting.then(
      (stack) => stack.stop(),
      () => undefined,
    );
  }
}

interface Preparation {
  readonly bench: Bench;
  readonly dataDir: string;
  readonly progress: Progress;
}

async function prepared(stack: Stack, { bench, dataDir, progress }: Preparation): Promise<BenchPlatform> {
  const { gatewayUrl, mqttUrl, secrets } = stack;
  const meters = await seedDemo({
    gatewayUrl,
    dataDir,
    password: secrets.demoPassword,
    currency: CURRENCY,
    meters: bench.options.meters,
    metersFile: path.join(dataDir, 'secrets', 'meters.json'),
    now: new Date(),
    progress,
  });
  const processes = async (): Promise<readonly RunningProcess[]> => {
    const file = JSON.parse(await readFile(path.join(dataDir, 'run.json'), 'utf8')) as { readonly processes: readonly RunningProcess[] };
    return file.processes;
  };
  const port = (await processes()).find(({ name }) => name === 'postgres')?.port;
  const urlOf = (database: string): string => `postgresql://postgres:${secrets.postgresPassword}@127.0.0.1:${port}/${database}`;
  return {
    gatewayUrl,
    mqttUrl,
    password: secrets.demoPassword,
    meters,
    processes,
    count: (database, sql) => countBySql(urlOf(database), sql),
  };
}

async function countBySql(url: string, sql: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ readonly count: string }>(sql);
    return Number(rows[0]?.count ?? '0');
  } finally {
    await client.end();
  }
}
