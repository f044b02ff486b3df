import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { EventData } from '@openprepay/contracts/event';
import type { Role } from '@openprepay/contracts/identity';
import { MeterChanged, VendCompleted } from '@openprepay/contracts/vending';
import { type EmbeddedMqtt, startEmbeddedMqtt } from '@openprepay/embedded-mqtt/broker';
import type { MqttLimits } from '@openprepay/embedded-mqtt/limits';
import { RawClient } from '@openprepay/embedded-mqtt/raw-client';
import { encodeMessage, type OutgoingMessage, type Producer } from '@openprepay/messaging/producer';
import { tail, type TailedEvent } from '@openprepay/messaging/tail';
import { creditTenths, moneyMinor } from '@openprepay/quantities';
import { bootstrap, type RunningService } from '@openprepay/runtime/bootstrap';
import { makeMeterNumber, meterPan } from '@openprepay/sts';
import { eventually } from '@openprepay/testing/eventually';
import { createTestIdentity, type TestIdentity } from '@openprepay/testing/identity';
import { startKafka, type TestKafka } from '@openprepay/testing/kafka';
import { freePort } from '@openprepay/testing/ports';
import { startPostgres, type ServiceDatabase, type TestPostgres } from '@openprepay/testing/postgres';
import { TestProcess } from '@openprepay/testing/process';
import pg from 'pg';
import { type Logger, pino } from 'pino';
import { hashPassword } from '../src/credentials/credential-secret.js';
import { telemetryMigrations } from '../src/migrations/telemetry-migrations.js';
import { telemetryErrorStatus } from '../src/telemetry-error-status.js';
import { PRODUCER } from '../src/telemetry-tokens.js';
import { loadTelemetryConfig } from '../src/telemetry.config.js';
import { TelemetryModule } from '../src/telemetry.module.js';

export const MQTT_PASSWORD = 'service-password-for-tests';
export const BROKER_SECRET = 'broker-secret-for-tests';
const TAILED = ['telemetry.meter-events.v1', 'telemetry.token-deliveries.v1', 'telemetry.alarms.v1', 'telemetry.readings.v1'];

export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly body: Body;
}

let serial = 0;
/** A meter number that no other test of this run uses. */
export const newMeterNumber = (): string =>
  makeMeterNumber(
    '07',
    String(++serial + process.pid * 100)
      .padStart(8, '0')
      .slice(-8),
  );

/** The service with a real PostgreSQL, Kafka and MQTT broker around it, and vending played by the test. */
export class TelemetryStack {
  readonly events: TailedEvent[] = [];
  private readonly clients: RawClient[] = [];
  private readonly closing: (() => Promise<unknown>)[] = [];

  private constructor(
    readonly postgres: TestPostgres,
    readonly kafka: TestKafka,
    readonly identity: TestIdentity,
    readonly database: ServiceDatabase,
    readonly ports: { readonly http: number; readonly mqtt: number },
    readonly env: Readonly<Record<string, string>>,
  ) {}

  service!: RunningService;
  /** Absent where another broker takes its place. */
  broker!: EmbeddedMqtt;

  static async start(extraEnv: Readonly<Record<string, string>> = {}): Promise<TelemetryStack> {
    const stack = await TelemetryStack.startWithoutBroker(extraEnv);
    await stack.startBroker();
    return stack;
  }

  static async startWithoutBroker(extraEnv: Readonly<Record<string, string>>): Promise<TelemetryStack> {
    const [postgres, kafka, identity] = await Promise.all([startPostgres(), startKafka(), createTestIdentity()]);
    const database = await postgres.createServiceDatabase('telemetry', telemetryMigrations);
    const ports = { http: await freePort(), mqtt: await freePort() };
    const env = {
      PORT: `${ports.http}`,
      DATABASE_URL: database.url,
      KAFKA_BROKERS: kafka.brokers.join(','),
      KAFKA_PARTITIONS: '3',
      JWKS_URL: identity.jwksUrl,
      MQTT_URL: `mqtt://127.0.0.1:${ports.mqtt}`,
      MQTT_PASSWORD,
      BROKER_AUTH_SECRET: BROKER_SECRET,
      METER_WAIT_MS: '1500',
      LOG_LEVEL: process.env['TELEMETRY_TEST_LOG'] ?? 'silent',
      ...extraEnv,
    };
    return new TelemetryStack(postgres, kafka, identity, database, ports, env);
  }

  async startBroker(limits: Partial<MqttLimits> = {}): Promise<void> {
    const base = `http://127.0.0.1:${this.ports.http}/mqtt`;
    this.broker = await startEmbeddedMqtt({
      port: this.ports.mqtt,
      authUrl: `${base}/auth`,
      aclUrl: `${base}/acl`,
      authSecret: BROKER_SECRET,
      ingestUsername: 'telemetry',
      limits,
    });
  }

  async startService(logger?: Logger): Promise<void> {
    const config = loadTelemetryConfig(this.env);
    this.service = await bootstrap({
      name: 'telemetry',
      module: TelemetryModule,
      config,
      status: telemetryErrorStatus,
      ...(logger === undefined ? {} : { logger }),
    });
    await this.ready();
    const tailing = await tail({
      brokers: this.kafka.brokers,
      clientId: 'test-tail',
      topics: TAILED,
      logger: pino({ level: 'silent' }),
      onEvent: (event) => this.events.push(event),
    });
    this.closing.push(() => tailing.stop());
  }

  /** The service as it runs in production: a process of its own, to be killed. Needs `dist`. */
  async startProcess(): Promise<TestProcess> {
    const process = TestProcess.start({
      command: 'node',
      args: [fileURLToPath(new URL('../dist/main.js', import.meta.url))],
      env: this.env,
    });
    this.closing.push(() => process.kill());
    await this.ready();
    return process;
  }

  /** A meter with credentials, put into the database by its owner: for when no service is there to ask. */
  async plantMeter(): Promise<{ readonly meterNumber: string; readonly password: string }> {
    const meterNumber = newMeterNumber();
    const password = randomUUID();
    await this.rows('insert into meter values ($1, $2, $3, $4, now())', ['demo', meterNumber, meterPan(meterNumber), 'electricity']);
    await this.rows('insert into mqtt_credential values ($1, $2, $3, now())', [meterNumber, 'demo', hashPassword(password)]);
    return { meterNumber, password };
  }

  async ready(): Promise<void> {
    await eventually(
      async () => {
        const response = await fetch(`http://127.0.0.1:${this.ports.http}/health/ready`);
        if (!response.ok) throw new Error(await response.text());
      },
      // A group that lost a member without a word waits for its session to time out before it takes a new one.
      { timeoutMs: 60_000, everyMs: 50 },
    );
  }

  async stop(): Promise<void> {
    for (const client of this.clients) client.socket.destroy();
    await this.stopService();
    await (this.broker as EmbeddedMqtt | undefined)?.stop();
    await Promise.all([this.kafka.stop(), this.identity.stop(), this.postgres.stop()]);
  }

  async stopService(): Promise<void> {
    for (const close of this.closing.splice(0)) await close();
    await (this.service as RunningService | undefined)?.close();
  }

  async call<Body = Record<string, unknown>>(method: string, path: string, options: CallOptions = {}): Promise<Answer<Body>> {
    const { roles = ['operator'], utility = 'demo', body, token, platform = false } = options;
    const bearer = token ?? (await this.identity.tokenFor({ roles, utility, platform }));
    const response = await fetch(`http://127.0.0.1:${this.ports.http}${path}`, {
      method,
      headers: { authorization: `Bearer ${bearer}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Body };
  }

  /** Vending tells of a meter. */
  async announceMeter(meterNumber: string, utility = 'demo'): Promise<void> {
    const data: EventData<typeof MeterChanged> = {
      meterId: randomUUID(),
      meterNumber,
      meterPan: meterPan(meterNumber),
      supplyGroupCode: '600100',
      keyType: 2,
      keyRevision: 1,
      tariffIndex: '07',
      encryptionAlgorithm: 'EA11',
      decoderKeyAlgorithm: 'DKGA04',
      baseDate: 2014,
      commodity: 'electricity',
      changedAt: new Date(),
    };
    await this.send(MeterChanged.topic, encodeMessage(MeterChanged, data, { utility, id: randomUUID(), time: new Date() }));
  }

  /** Vending tells of a vend. @returns its id */
  async announceVend(meterNumber: string, tokens: readonly string[], utility = 'demo'): Promise<string> {
    const vendId = randomUUID();
    const data: EventData<typeof VendCompleted> = {
      vendId,
      receiptNumber: 'R-1',
      meterNumber,
      meterPan: meterPan(meterNumber),
      commodity: 'electricity',
      currency: 'USD',
      tenderMinor: moneyMinor(1000n),
      paymentMethod: 'cash',
      unitsTenths: creditTenths(432n),
      lines: [],
      tariff: { code: 'DOM', version: 1 },
      tokens: tokens.map((token) => ({ token, kind: 'credit', tokenIdentifier: 1, amountTenths: creditTenths(432n) })),
      completedAt: new Date(),
    };
    await this.send(VendCompleted.topic, encodeMessage(VendCompleted, data, { utility, id: randomUUID(), time: new Date() }));
    return vendId;
  }

  async send(topic: string, message: OutgoingMessage): Promise<void> {
    await this.service.app.get<Producer>(PRODUCER).send({ topic, messages: [message] });
  }

  /** A meter that vending knows and that has credentials. */
  async newMeter(utility = 'demo'): Promise<{ readonly meterNumber: string; readonly password: string }> {
    const meterNumber = newMeterNumber();
    await this.announceMeter(meterNumber, utility);
    const { status, body } = await this.call('POST', `/v1/meters/${meterNumber}/credentials`, { utility, roles: ['engineer'] });
    if (status !== 201) throw new Error(`no credentials: ${JSON.stringify(body)}`);
    return { meterNumber, password: String(body['password']) };
  }

  async login({ meterNumber, password }: { readonly meterNumber: string; readonly password: string }, options = {}): Promise<RawClient> {
    const client = await RawClient.login(this.ports.mqtt, meterNumber, { password: Buffer.from(password), ...options });
    this.clients.push(client);
    return client;
  }

  eventsOf(type: string, meterNumber: string): TailedEvent[] {
    return this.events.filter((event) => event.type === type && (event.data as { meterNumber: string }).meterNumber === meterNumber);
  }

  /** As the tables' owner, who sees all; each time over a connection of its own, since PostgreSQL may have gone down between. */
  async rows<Row extends pg.QueryResultRow>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    const owner = new pg.Client({ connectionString: this.database.ownerUrl });
    await owner.connect();
    try {
      return (await owner.query<Row>(sql, [...parameters])).rows;
    } finally {
      await owner.end();
    }
  }
}

interface CallOptions {
  readonly roles?: readonly Role[];
  readonly utility?: string;
  readonly body?: unknown;
  readonly token?: string;
  readonly platform?: boolean;
}
