import { connect } from 'node:net';
import path from 'node:path';
import pg from 'pg';
import { client } from '@openprepay/contracts/http/client';
import { gatewayApi, SET_UP } from '@openprepay/contracts/http/gateway';
import { prepareCluster, SUPERUSER } from '@openprepay/embedded-postgres/cluster';
import type { KeptAuthority, KeptCertificate } from './certificates/kept-certificate.js';
import type { ProcessSpec } from './managed-process.js';
import { custodiansPasswordFile, DEMO_CUSTODIANS } from './first-custodians.js';
import type { ServiceDatabase } from './databases.js';
import { issueSealKeyFiles, requestKeyFiles } from './service-keys.js';
import { seededMarker } from './seed-record.js';
import type { Secrets } from './secrets.js';
import type { Service } from './services.js';

const HOST = '127.0.0.1';
const PROBE_TIMEOUT_MS = 2_000;
export const DEMO_UTILITY = 'demo';
/** The gateway's own. */
const PASSWORD_MIN_LENGTH = 8;

/** Where everything of one running stack is. */
export interface Layout {
  /** The repository's root: what is built stands below it. */
  readonly root: string;
  readonly dataDir: string;
  readonly secrets: Secrets;
  readonly logLevel: string;
}

/**
 * What Node is told for each part, as in the image. What is young may take 16 MiB twice, and not 64: a busy moment fills it all, and V8
 * keeps the pages of what it has given up.
 */
export const NODE_OPTIONS = ['--disable-warning=TimeoutNegativeWarning', '--max-semi-space-size=16'];

/** What glibc is told, as in the image: what a busy moment has taken goes back to the system. */
export const MALLOC = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '131072' };

interface NodeProcess {
  readonly name: string;
  /** The folder of its `main.js`, from the root. */
  readonly built: string;
  readonly env: Readonly<Record<string, string>>;
}

const nodeProcess = (layout: Layout, { name, built, env }: NodeProcess): Pick<ProcessSpec, 'name' | 'command' | 'args' | 'env'> => ({
  name,
  command: process.execPath,
  args: [...NODE_OPTIONS, path.join(layout.root, built, 'main.js')],
  env: { ...MALLOC, ...env },
});

export const adminUrl = (port: number, password: string): string => `postgresql://${SUPERUSER}:${password}@${HOST}:${port}/postgres`;

/** The server was killed, and its children have not all noticed yet. */
const PREDECESSOR_ENDING = /pre-existing shared memory block .* is still in use/;

export async function postgresSpec(
  layout: Layout,
  { port, abort }: { readonly port: number; readonly abort: AbortSignal | undefined },
): Promise<ProcessSpec> {
  const password = layout.secrets.postgresPassword;
  const cluster = await prepareCluster({ dataDir: path.join(layout.dataDir, 'postgres'), password, abort });
  return {
    name: 'postgres',
    ...cluster.launch(port),
    port,
    stopSignal: 'SIGINT',
    killSignal: 'SIGQUIT',
    passing: PREDECESSOR_ENDING,
    isReady: () => answersQuery(adminUrl(port, password)),
  };
}

export function kafkaSpec(layout: Layout, port: number, kind: 'embedded' | 'apache'): ProcessSpec {
  return {
    ...nodeProcess(layout, {
      name: 'kafka',
      built: kind === 'apache' ? 'tools/apache-kafka/dist' : 'tools/embedded-kafka/dist',
      env: {
        KAFKA_HOST: HOST,
        KAFKA_PORT: String(port),
        KAFKA_DATA_DIR: path.join(layout.dataDir, `kafka-${kind}`),
        LOG_LEVEL: layout.logLevel,
      },
    }),
    port,
    isReady: () => acceptsConnection(port),
  };
}

/** A listener with TLS, and what it shows. */
export interface TlsListener {
  readonly host: string;
  readonly port: number;
  readonly certificate: KeptCertificate;
}

/** The ports of the MQTT broker, what its TLS listener shows, and whose certificates it takes there. */
export interface MqttListeners {
  /** Undefined where nobody is to come in the clear. */
  readonly port: number | undefined;
  readonly tls: TlsListener;
  readonly meterAuthority: KeptAuthority;
}

/** Where this machine itself reaches the broker. */
export function mqttUrlOf({ port, tls }: MqttListeners): string {
  if (port !== undefined) return `mqtt://${HOST}:${port}`;
  return `mqtts://${reachable(tls.host)}:${tls.port}`;
}

/** Who listens everywhere is reached on loopback, too. */
const reachable = (host: string): string => (['0.0.0.0', '::'].includes(host) ? HOST : host);

export function mqttSpec(layout: Layout, { port, tls, meterAuthority }: MqttListeners, telemetryPort: number): ProcessSpec {
  const [at, host] = port === undefined ? [tls.port, reachable(tls.host)] : [port, HOST];
  return {
    ...nodeProcess(layout, {
      name: 'mqtt',
      built: 'tools/embedded-mqtt/dist',
      env: {
        MQTT_HOST: HOST,
        ...(port === undefined ? { MQTT_PLAIN: 'false' } : { MQTT_PORT: String(port) }),
        MQTTS_HOST: tls.host,
        MQTTS_PORT: String(tls.port),
        MQTTS_CERT_FILE: tls.certificate.certFile,
        MQTTS_KEY_FILE: tls.certificate.keyFile,
        MQTTS_CLIENT_CA_FILE: meterAuthority.certFile,
        MQTT_AUTH_URL: `http://${HOST}:${telemetryPort}/mqtt/auth`,
        MQTT_ACL_URL: `http://${HOST}:${telemetryPort}/mqtt/acl`,
        MQTT_AUTH_SECRET: layout.secrets.brokerAuthSecret,
        MQTT_INGEST_USERNAME: 'telemetry',
        LOG_LEVEL: layout.logLevel,
      },
    }),
    port: at,
    isReady: () => acceptsConnection(at, host),
  };
}

/** What every service of one stack is told. */
export interface Surroundings {
  readonly layout: Layout;
  readonly kafkaBrokers: string;
  /** Of a cluster that asks for a sign-in: a file `<service>-kafka-password` each. */
  readonly kafkaPasswordsDir: string | undefined;
  readonly mqttUrl: string;
  /** Of the embedded broker; none where the meters have another. */
  readonly mqtt: MqttListeners | undefined;
  /** Of the gateway, beside its plain one. */
  readonly https: TlsListener;
  readonly meterAuthority: KeptAuthority;
  readonly tillAuthority: KeptAuthority;
  readonly ports: Readonly<Record<Service, number>>;
  readonly databases: ReadonlyMap<Service, ServiceDatabase>;
  readonly currency: string;
  readonly timeZone: string;
}

const serviceUrl = (port: number): string => `http://${HOST}:${port}`;

export function serviceSpec(around: Surroundings, service: Service): ProcessSpec {
  const port = around.ports[service];
  return {
    ...nodeProcess(around.layout, {
      name: service,
      built: `apps/${service}/bundle/service`,
      env: { ...commonEnv(around, service), ...ownEnv(around)[service] },
    }),
    port,
    isReady: () => (service === 'gateway' ? servicesReady(serviceUrl(port)) : answersOk(`${serviceUrl(port)}/health/ready`)),
  };
}

function commonEnv(around: Surroundings, service: Service): Readonly<Record<string, string>> {
  return {
    HOST,
    PORT: String(around.ports[service]),
    DATABASE_URL: databaseOf(around, service).url,
    KAFKA_BROKERS: around.kafkaBrokers,
    ...kafkaLogin(around.kafkaPasswordsDir, service),
    JWKS_URL: `${serviceUrl(around.ports.gateway)}/api/auth/jwks.json`,
    LOG_LEVEL: around.layout.logLevel,
  };
}

/** Where the brokers ask who comes, each service comes by its own name; what else they ask is in the environment that all inherit. */
const kafkaLogin = (passwordsDir: string | undefined, service: Service): Readonly<Record<string, string>> =>
  passwordsDir === undefined ? {} : { KAFKA_USERNAME: service, KAFKA_PASSWORD_FILE: path.join(passwordsDir, `${service}-kafka-password`) };

function ownEnv(around: Surroundings): Readonly<Record<Service, Readonly<Record<string, string>>>> {
  const { layout } = around;
  const secretFile = (name: string): string => path.join(layout.dataDir, 'secrets', name);
  return {
    gateway: gatewayEnv(around),
    'key-management': {
      MASTER_KEY_FILE: secretFile('master-key'),
      MASTER_KEY_CREATE: 'true',
      REQUEST_PUBLIC_KEY_FILE: requestKeyFiles(layout.dataDir).publicKey,
      ISSUE_SEAL_KEY_FILE: issueSealKeyFiles(layout.dataDir).signingKey,
      // Load runs sell to a few meters more often than anybody sells to a household's.
      METER_TOKENS_PER_HOUR: '5000',
    },
    vending: {
      REQUEST_SIGNING_KEY_FILE: requestKeyFiles(layout.dataDir).signingKey,
      ISSUE_SEAL_PUBLIC_KEY_FILE: issueSealKeyFiles(layout.dataDir).publicKey,
      TILL_AUTHORITY_CERT_FILE: around.tillAuthority.certFile,
      TILL_AUTHORITY_KEY_FILE: around.tillAuthority.keyFile,
    },
    telemetry: {
      MQTT_URL: around.mqttUrl,
      MQTT_USERNAME: 'telemetry',
      MQTT_PASSWORD: layout.secrets.mqttServicePassword,
      ...trusting(around.mqtt),
      METER_AUTHORITY_CERT_FILE: around.meterAuthority.certFile,
      METER_AUTHORITY_KEY_FILE: around.meterAuthority.keyFile,
      BROKER_AUTH_SECRET: layout.secrets.brokerAuthSecret,
    },
    // whoever tries a tariff out sees it begin at once
    billing: { TARIFF_LEAD_MINUTES: '0' },
  };
}

function gatewayEnv(around: Surroundings): Readonly<Record<string, string>> {
  const { layout, ports } = around;
  return {
    KEY_MANAGEMENT_URL: serviceUrl(ports['key-management']),
    VENDING_URL: serviceUrl(ports.vending),
    TELEMETRY_URL: serviceUrl(ports.telemetry),
    BILLING_URL: serviceUrl(ports.billing),
    JWT_SIGNING_KEY_FILE: path.join(layout.dataDir, 'secrets', 'jwt-signing-key.json'),
    // A person who wants a short password for a demo on loopback gets it; nobody else's policy changes.
    PASSWORD_MIN_LENGTH: String(Math.min(PASSWORD_MIN_LENGTH, layout.secrets.demoPassword.length)),
    BOOTSTRAP_ADMIN_USERNAME: 'admin',
    BOOTSTRAP_ADMIN_PASSWORD: layout.secrets.demoPassword,
    HTTPS_HOST: around.https.host,
    HTTPS_PORT: String(around.https.port),
    HTTPS_CERT_FILE: around.https.certificate.certFile,
    HTTPS_KEY_FILE: around.https.certificate.keyFile,
    HTTPS_CLIENT_CA_FILE: around.tillAuthority.certFile,
    READY_MARKER_FILE: seededMarker(layout.dataDir),
    DASHBOARD_DIR: path.join(layout.root, 'apps', 'dashboard', 'dist'),
    BOOTSTRAP_CUSTODIANS: DEMO_CUSTODIANS.join(','),
    BOOTSTRAP_CUSTODIANS_PASSWORD_FILE: custodiansPasswordFile(layout.dataDir),
    // Whoever tries the platform out does not wait a day for a custodian or a second person; two people it still takes.
    CUSTODIAN_DELAY_MINUTES: '0',
    SECOND_PERSON_DELAY_MINUTES: '0',
    BOOTSTRAP_UTILITY_CODE: DEMO_UTILITY,
    BOOTSTRAP_UTILITY_NAME: 'Demo Utility',
    BOOTSTRAP_UTILITY_CURRENCY: around.currency,
    BOOTSTRAP_UTILITY_TIME_ZONE: around.timeZone,
  };
}

/** Who comes by TLS trusts the authority of the broker's own certificate. */
const trusting = (mqtt: MqttListeners | undefined): Readonly<Record<string, string>> =>
  mqtt === undefined || mqtt.port !== undefined ? {} : { MQTT_CA_FILE: mqtt.tls.certificate.caFile };

const databaseOf = (around: Surroundings, service: Service): ServiceDatabase => {
  const database = around.databases.get(service);
  if (!database) throw new Error(`${service} has no database`);
  return database;
};

export function simulatorSpec({ layout, mqttUrl, mqtt }: Surroundings, metersFile: string): ProcessSpec {
  return {
    ...nodeProcess(layout, {
      name: 'meter-simulator',
      built: 'apps/meter-simulator/dist',
      env: {
        MQTT_URL: mqttUrl,
        ...trusting(mqtt),
        METERS_FILE: metersFile,
        STATE_FILE: path.join(layout.dataDir, 'meter-simulator.json'),
        LOG_LEVEL: layout.logLevel,
      },
    }),
    // The meters connect by themselves and keep trying; nothing else waits for them.
    isReady: () => Promise.resolve(true),
  };
}

/** Whether every service is ready; the demo's users, whom the platform waits for beyond that, come afterwards. */
async function servicesReady(origin: string): Promise<boolean> {
  const { readHealth } = client(gatewayApi, { origin, timeoutMs: PROBE_TIMEOUT_MS });
  const { services } = (await readHealth()).body;
  return Object.entries(services).every(([name, state]) => name === SET_UP || state === 'ready');
}

const answersOk = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) }).then((response) => response.ok);

async function answersQuery(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: PROBE_TIMEOUT_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } finally {
    await client.end().catch(() => undefined);
  }
}

const acceptsConnection = (port: number, host = HOST): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host });
    const answer = (accepted: boolean): void => {
      socket.destroy();
      resolve(accepted);
    };
    socket.setTimeout(PROBE_TIMEOUT_MS, () => answer(false));
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
