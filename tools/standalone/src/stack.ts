import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { freePorts } from '@openprepay/pace/free-ports';
import {
  keepClientAuthority,
  keepServerCertificate,
  type KeptAuthority,
  type KeptCertificate,
  namesOfThisMachine,
} from './certificates/kept-certificate.js';
import { provisionDatabases, type ServiceDatabase } from './databases.js';
import { writeCustodiansPassword } from './first-custodians.js';
import { lockDataDir } from './instance-lock.js';
import { migrateServices } from './migrate-services.js';
import {
  adminUrl,
  kafkaSpec,
  type Layout,
  type MqttListeners,
  mqttSpec,
  mqttUrlOf,
  postgresSpec,
  serviceSpec,
  simulatorSpec,
  type Surroundings,
} from './parts.js';
import { claimPort } from './ports.js';
import type { Progress } from './progress.js';
import { makeServiceKeys } from './service-keys.js';
import { loadSecrets, type Secrets } from './secrets.js';
import { type Service, services } from './services.js';
import type { StandaloneConfig } from './standalone.config.js';
import { Supervisor } from './supervisor.js';

const HOST = '127.0.0.1';
/** The five services, the gateway's TLS, PostgreSQL, Kafka, and MQTT without and with TLS. */
const PARTS_WITH_PORTS = 10;
/** Of secure MQTT, as IANA has it. */
const MQTTS_PORT = 8883;
/** Of the gateway with TLS; those below 1024 are not everybody's. */
const HTTPS_PORT = 8443;

/** The whole platform, running on this machine. */
export interface Stack {
  readonly gatewayUrl: string;
  /** The gateway with TLS, and the file of the authority to trust. */
  readonly https: { readonly url: string; readonly caFile: string };
  readonly mqttUrl: string;
  /** Where meters connect with TLS, and the file of the authority to trust; of the embedded broker. */
  readonly mqtts: { readonly url: string; readonly caFile: string } | undefined;
  readonly dataDir: string;
  readonly secrets: Secrets;
  /** Each service's database, as whoever may become its owner. */
  readonly databases: ReadonlyMap<Service, ServiceDatabase>;
  readonly startMeters: (metersFile: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface StackOptions {
  readonly config: StandaloneConfig;
  readonly root: string;
  readonly progress: Progress;
  readonly onFatal: (error: Error) => void;
  /** Given up while it starts: what has started by then is ended within moments. */
  readonly abort?: AbortSignal | undefined;
}

/**
 * Starts every part in order and waits until the gateway says that all of them are ready.
 *
 * @throws Error in words for the person who started it; what had started by then is stopped again
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { config, progress, abort } = options;
  const { layout, supervisor, stop } = await begin(options);
  try {
    const around = await startParts({ config, layout, supervisor, progress, abort });
    return {
      gatewayUrl: `http://${HOST}:${around.ports.gateway}`,
      https: { url: `https://${around.https.host}:${around.https.port}`, caFile: around.https.certificate.caFile },
      mqttUrl: around.mqttUrl,
      mqtts: around.mqtt && { url: `mqtts://${around.mqtt.tls.host}:${around.mqtt.tls.port}`, caFile: around.mqtt.tls.certificate.caFile },
      dataDir: layout.dataDir,
      secrets: layout.secrets,
      databases: around.databases,
      startMeters: (metersFile) => supervisor.start(simulatorSpec(around, metersFile)),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Makes what a first start makes before anything but PostgreSQL runs: secrets, databases and their tables. Then it stops,
 * and `startStack` of the same folder goes on from there.
 *
 * @throws as `startStack` does
 */
export async function makeDatabases(options: StackOptions): Promise<void> {
  const { config, progress, abort } = options;
  const { layout, supervisor, stop } = await begin(options);
  try {
    const [port] = await freePorts(1);
    const parts = { config, layout, supervisor, progress, abort };
    await updateDatabases(parts, await startPostgres(parts, port!));
  } finally {
    await stop();
  }
}

interface Begun {
  readonly layout: Layout;
  readonly supervisor: Supervisor;
  readonly stop: () => Promise<void>;
}

/** The data folder, nobody else's from here on, with its secrets. */
async function begin({ config, root, progress, onFatal, abort }: StackOptions): Promise<Begun> {
  const dataDir = path.resolve(config.OPENPREPAY_DATA_DIR);
  const logDir = path.join(dataDir, 'logs');
  await mkdir(path.join(dataDir, 'secrets'), { recursive: true, mode: 0o700 });
  await mkdir(logDir, { recursive: true, mode: 0o700 });
  const unlock = await lockDataDir(dataDir, root);

  const secrets = await loadSecrets(dataDir, config.OPENPREPAY_DEMO_PASSWORD);
  await makeServiceKeys(dataDir);
  await writeCustodiansPassword(dataDir, secrets.demoPassword);
  const supervisor = new Supervisor({
    dataDir,
    logDir,
    maxRestarts: config.OPENPREPAY_MAX_RESTARTS,
    environment: config.environment,
    onEvent: (text) => progress.say(text),
    onFatal,
  });
  abort?.addEventListener('abort', () => void supervisor.abandon(), { once: true });
  const stop = async (): Promise<void> => {
    await supervisor.stopAll();
    await unlock();
  };
  return { layout: { root, dataDir, secrets, logLevel: config.OPENPREPAY_LOG_LEVEL }, supervisor, stop };
}

interface Parts {
  readonly config: StandaloneConfig;
  readonly layout: Layout;
  readonly supervisor: Supervisor;
  readonly progress: Progress;
  readonly abort: AbortSignal | undefined;
}

async function startParts({ config, layout, supervisor, progress, abort }: Parts): Promise<Surroundings> {
  const free = (await freePorts(PARTS_WITH_PORTS)).values();
  const next = (): number => free.next().value!;
  const ports = {
    gateway: await claimPort({ port: config.OPENPREPAY_PORT, free: next(), variable: 'OPENPREPAY_PORT' }),
    'key-management': next(),
    vending: next(),
    telemetry: next(),
    billing: next(),
  };
  const certificates = { dataDir: layout.dataDir, now: new Date() };
  const meterAuthority = await keepClientAuthority({ of: 'meters', ...certificates });
  const tillAuthority = await keepClientAuthority({ of: 'tills', ...certificates });
  const certificate = await keepServerCertificate({ names: namesOfThisMachine(), ...certificates });
  const https = { host: config.OPENPREPAY_HTTPS_HOST, port: await claimHttps(config, next()), certificate };
  const mqtt = config.MQTT_URL ? undefined : await claimMqtt({ config, certificate, meterAuthority }, next);

  const [postgresUrl, kafkaBrokers] = await Promise.all([
    config.DATABASE_URL ?? startPostgres({ config, layout, supervisor, progress, abort }, next()),
    config.KAFKA_BROKERS ?? startKafka({ config, layout, supervisor, progress, abort }, next()),
  ]);
  const databases = await updateDatabases({ config, layout, supervisor, progress, abort }, postgresUrl);
  const mqttUrl = config.MQTT_URL ?? mqttUrlOf(mqtt!);
  const around: Surroundings = {
    ...{ layout, kafkaBrokers, mqttUrl, mqtt, https, meterAuthority, tillAuthority, ports, databases },
    currency: config.OPENPREPAY_CURRENCY,
    timeZone: config.OPENPREPAY_TIME_ZONE,
    kafkaPasswordsDir: config.KAFKA_PASSWORDS_DIR,
  };

  if (mqtt !== undefined) {
    const on = mqtt.port === undefined ? `${mqtt.tls.port}, with TLS alone` : `${mqtt.port} and, with TLS, ${mqtt.tls.port}`;
    await progress.step(`starting the MQTT broker on ${on}`, () => supervisor.start(mqttSpec(layout, mqtt, ports.telemetry)));
  }
  await progress.step('starting the services', async () => {
    // The gateway serves the keys that tokens are checked with, but calls itself ready only when all the others are.
    await Promise.all(services.map((service) => supervisor.start(serviceSpec(around, service))));
  });
  return around;
}

async function updateDatabases(
  { config, layout, progress, abort }: Parts,
  postgresUrl: string,
): Promise<ReadonlyMap<Service, ServiceDatabase>> {
  const databases = await provisionDatabases(postgresUrl, layout.secrets.databasePasswords);
  await progress.step('bringing the databases up to date', () =>
    migrateServices({ root: layout.root, environment: config.environment, abort }, databases),
  );
  return databases;
}

/** Who lets us choose the plain port has more than one of us on the machine. */
function claimHttps(config: StandaloneConfig, free: number): Promise<number> {
  const wanted = config.OPENPREPAY_HTTPS_PORT ?? (config.OPENPREPAY_PORT === 0 ? 0 : HTTPS_PORT);
  return claimPort({ port: wanted, free, variable: 'OPENPREPAY_HTTPS_PORT', host: config.OPENPREPAY_HTTPS_HOST });
}

interface MqttWish {
  readonly config: StandaloneConfig;
  readonly certificate: KeptCertificate;
  readonly meterAuthority: KeptAuthority;
}

/** The embedded broker's ports, before anything starts. */
async function claimMqtt({ config, certificate, meterAuthority }: MqttWish, free: () => number): Promise<MqttListeners> {
  const host = config.OPENPREPAY_MQTTS_HOST;
  const port = config.OPENPREPAY_MQTT_PLAIN
    ? await claimPort({ port: config.OPENPREPAY_MQTT_PORT, free: free(), variable: 'OPENPREPAY_MQTT_PORT' })
    : undefined;
  // Who lets us choose the plain port has more than one of us on the machine.
  const wanted = config.OPENPREPAY_MQTTS_PORT ?? (config.OPENPREPAY_MQTT_PORT === 0 ? 0 : MQTTS_PORT);
  const tlsPort = await claimPort({ port: wanted, free: free(), variable: 'OPENPREPAY_MQTTS_PORT', host });
  return { port, tls: { host, port: tlsPort, certificate }, meterAuthority };
}

async function startPostgres({ layout, supervisor, progress, abort }: Parts, port: number): Promise<string> {
  await progress.step('starting PostgreSQL', async () => supervisor.start(await postgresSpec(layout, { port, abort })));
  return adminUrl(port, layout.secrets.postgresPassword);
}

async function startKafka({ config, layout, supervisor, progress }: Parts, port: number): Promise<string> {
  const kind = config.OPENPREPAY_KAFKA;
  await progress.step(kind === 'apache' ? 'starting Apache Kafka' : 'starting the Kafka-protocol broker', () =>
    supervisor.start(kafkaSpec(layout, port, kind)),
  );
  return `${HOST}:${port}`;
}
