import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { loadStandaloneConfig } from '@openprepay/standalone/config';
import { Progress } from '@openprepay/standalone/progress';
import type { RunningProcess } from '@openprepay/standalone/run-file';
import { loadSecrets } from '@openprepay/standalone/secrets';
import { seedDemo } from '@openprepay/standalone/seed';
import { requestKeyFiles } from '@openprepay/standalone/service-keys';
import { startStack, type Stack } from '@openprepay/standalone/stack';
import pg from 'pg';
import type { Bench } from '../bench-context.js';
import type { Part } from '../bench-options.js';
import { type Figure, withMeters } from '../figure.js';
import { readRunFile } from '../run-json.js';
import { measureBacklog } from './backlog.js';
import { type BenchPlatform, CURRENCY } from './bench-platform.js';
import type { BrokerProcess } from './broker-process.js';
import { growFleet } from './bulk-meters.js';
import { measureCampaign } from './campaign.js';
import { measureFleet } from './fleet.js';
import { measureImports } from './imports.js';
import { measureMeterList } from './meter-list.js';
import { startMosquitto, toldByTelemetry } from './mosquitto-process.js';
import { measureReadings } from './readings.js';
import { measureRecovery } from './recovery.js';
import { ReportingMeters } from './reporting-meters.client.js';
import { openTills } from './selling.js';
import { measureVends } from './vends.js';

/** Whoever sells signs in once, and a million meters take longer than a person's hour. */
const SIGNED_IN_SECONDS = '86400';

/** Starts everything on a throw-away folder and measures what of the whole platform is asked for. */
export async function measurePlatform(bench: Bench): Promise<readonly Figure[]> {
  const dataDir = path.join(bench.folder, 'platform');
  const mosquitto = bench.options.mqtt === 'mosquitto' ? await mosquittoOf(bench, dataDir) : undefined;
  try {
    return await onPlatform(bench, { dataDir, mosquitto });
  } finally {
    await mosquitto?.stop();
  }
}

/** It is there before the platform, with a password that the platform finds as its own. */
async function mosquittoOf({ root, folder }: Bench, dataDir: string): Promise<BrokerProcess> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const { mqttServicePassword } = await loadSecrets(dataDir, undefined);
  return startMosquitto(path.join(folder, 'mosquitto'), toldByTelemetry(root, mqttServicePassword));
}

/** What telemetry is told of it, beside what `npm start` tells it of any broker. */
const onMosquitto = ({ url }: BrokerProcess): Readonly<Record<string, string>> => ({
  MQTT_URL: url,
  MQTT_DYNAMIC_SECURITY: 'true',
  MQTT_CLEAN_SESSION: 'false',
  MQTT_CLIENT_ID: 'telemetry-1',
});

interface Ground {
  readonly dataDir: string;
  /** In the place of the platform's own broker. */
  readonly mosquitto: BrokerProcess | undefined;
}

async function onPlatform(bench: Bench, { dataDir, mosquitto }: Ground): Promise<readonly Figure[]> {
  const { options, root, say } = bench;
  const config = loadStandaloneConfig({
    OPENPREPAY_DATA_DIR: dataDir,
    OPENPREPAY_PORT: '0',
    OPENPREPAY_MQTT_PORT: '0',
    OPENPREPAY_CURRENCY: CURRENCY,
    OPENPREPAY_LOG_LEVEL: 'warn',
    OPENPREPAY_KAFKA: options.kafka,
    OPENPREPAY_MAX_RESTARTS: '1000',
    ACCESS_TOKEN_SECONDS: SIGNED_IN_SECONDS,
    ...(mosquitto && onMosquitto(mosquitto)),
  });
  const progress = new Progress(
    (line) => say(line.trim()),
    () => performance.now(),
  );
  let onFatal = (_error: Error): void => undefined;
  const failed = new Promise<never>((_, reject) => (onFatal = reject));
  failed.catch(() => undefined);
  const starting = startStack({ config, root, progress, onFatal });
  const work = async (): Promise<readonly Figure[]> =>
    measureAll(await prepared(await starting, { bench, dataDir, mosquitto, progress }), bench);
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

/** Vends and readings with each number of meters, then what is measured with the last. */
async function measureAll(platform: BenchPlatform, bench: Bench): Promise<readonly Figure[]> {
  const { options, say } = bench;
  const has = (part: Part): boolean => options.parts.includes(part);
  const tills = has('vends') || has('backlog') || has('campaign') ? await openTills(platform, options) : [];
  const reporting = has('readings')
    ? await ReportingMeters.connect(platform.mqttUrl, platform.logins.slice(0, options.connections))
    : undefined;
  try {
    const figures: Figure[] = [];
    let fleet = platform;
    for (const size of options.meters) {
      if (size > fleet.meters.length) say(`making meters, up to ${size}`);
      fleet = { ...fleet, meters: await growFleet(fleet, size) };
      const measured: Figure[] = [];
      if (has('vends')) measured.push(...(await measureVends(fleet, tills, bench)));
      if (reporting) measured.push(...(await measureReadings(fleet, reporting, bench)));
      figures.push(
        ...(options.meters.length === 1 ? measured : measured.map((figure) => ({ ...figure, name: withMeters(figure.name, size) }))),
      );
    }
    if (has('imports')) figures.push(...(await measureImports(fleet, bench)));
    if (has('campaign')) figures.push(...(await measureCampaign(fleet, tills, bench)));
    if (has('fleet')) figures.push(...(await measureFleet(fleet, bench)));
    if (has('backlog')) figures.push(...(await measureBacklog(fleet, tills, bench)));
    if (has('recovery')) figures.push(...(await measureRecovery(fleet, bench)));
    // Last, as its meters are known to vending alone.
    if (has('dashboard')) figures.push(...(await measureMeterList(fleet, bench)));
    return figures;
  } finally {
    for (const till of tills) till.close();
    await reporting?.end();
  }
}

/** So many are made as people make them; the others as rows. */
const MADE_BY_CALLS = 200;

interface Preparation extends Ground {
  readonly bench: Bench;
  readonly progress: Progress;
}

async function prepared(stack: Stack, { bench, dataDir, mosquitto, progress }: Preparation): Promise<BenchPlatform> {
  const { gatewayUrl, mqttUrl, secrets, databases } = stack;
  const { meters: sizes, connections } = bench.options;
  const seeded = await seedDemo({
    gatewayUrl,
    dataDir,
    password: secrets.demoPassword,
    currency: CURRENCY,
    meters: Math.min(sizes[0]!, Math.max(connections, MADE_BY_CALLS)),
    metersFile: path.join(dataDir, 'secrets', 'meters.json'),
    now: new Date(),
    progress,
  });
  const others: readonly RunningProcess[] = mosquitto ? [{ name: 'mqtt', pid: mosquitto.pid, port: mosquitto.port }] : [];
  const processes = async (): Promise<readonly RunningProcess[]> => [...((await readRunFile(dataDir)) ?? []), ...others];
  const running = new Map((await processes()).map(({ name, port }) => [name, port]));
  const urlOf = (database: string): string =>
    `postgresql://postgres:${secrets.postgresPassword}@127.0.0.1:${running.get('postgres')}/openprepay_${database}`;
  return {
    gatewayUrl,
    mqttUrl,
    password: secrets.demoPassword,
    meters: seeded.map(({ meterNumber }) => meterNumber),
    logins: seeded.map(({ meterNumber, mqttPassword }) => ({ meterNumber, password: mqttPassword })),
    signingKeyFile: requestKeyFiles(dataDir).signingKey,
    telemetryEnv: {
      DATABASE_URL: databases.get('telemetry')!.url,
      KAFKA_BROKERS: `127.0.0.1:${running.get('kafka')}`,
      JWKS_URL: `${gatewayUrl}/api/auth/jwks.json`,
      MQTT_PASSWORD: secrets.mqttServicePassword,
      BROKER_AUTH_SECRET: secrets.brokerAuthSecret,
      LOG_LEVEL: 'warn',
    },
    processes,
    inDatabase: (database, work) => connected(urlOf(database), work),
  };
}

async function connected<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
