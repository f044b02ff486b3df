import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { EventData } from '@openprepay/contracts/event';
import type { Role } from '@openprepay/contracts/identity';
import { MeterEventReported } from '@openprepay/contracts/telemetry';
import { MeterChanged, VendCompleted } from '@openprepay/contracts/vending';
import { type EmbeddedMqtt, type EmbeddedMqttOptions, startEmbeddedMqtt } from '@openprepay/embedded-mqtt/broker';
import type { MqttLimits } from '@openprepay/embedded-mqtt/limits';
import { RawClient } from '@openprepay/embedded-mqtt/raw-client';
import type { TailedEvent } from '@openprepay/messaging/tail';
import { meterPan } from '@openprepay/sts';
import { eventually } from '@openprepay/testing/eventually';
import { httpCall } from '@openprepay/testing/http-call';
import { UTILITY } from '@openprepay/testing/identity';
import { newMeterNumber } from '@openprepay/testing/meter';
import { freePort } from '@openprepay/pace/free-ports';
import { TestProcess } from '@openprepay/testing/process';
import { type ServiceUnderTest, startService } from '@openprepay/testing/start-service';
import { surround, type Surroundings } from '@openprepay/testing/surroundings';
import pg from 'pg';
import { hashPassword } from '../src/credentials/credential-secret.js';
import { telemetryService } from '../src/telemetry.js';
import { meterChangedOf, vendCompletedOf } from './events-of-vending.js';

export const MQTT_PASSWORD = 'service-password-for-tests';
export const BROKER_SECRET = 'broker-secret-for-tests';
const TAILED = ['telemetry.meter-events.v1', 'telemetry.token-deliveries.v1', 'telemetry.alarms.v1', 'telemetry.readings.v1'];

export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly body: Body;
}

/** The service with a real PostgreSQL, Kafka and MQTT broker around it, and vending played by the test. */
export class TelemetryStack {
  readonly events: TailedEvent[] = [];
  private readonly clients: RawClient[] = [];
  private readonly processes: TestProcess[] = [];
  private running: ServiceUnderTest | undefined;
  private mqttBroker: EmbeddedMqtt | undefined;

  private constructor(
    private readonly around: Surroundings,
    readonly ports: { readonly http: number; readonly mqtt: number },
  ) {}

  static async start(env: Readonly<Record<string, string>> = {}): Promise<TelemetryStack> {
    const stack = await TelemetryStack.startWithoutBroker(env);
    await stack.startBroker();
    return stack;
  }

  static async startWithoutBroker(extraEnv: Readonly<Record<string, string>>): Promise<TelemetryStack> {
    const ports = { http: await freePort(), mqtt: await freePort() };
    const env = {
      PORT: `${ports.http}`,
      MQTT_URL: `mqtt://127.0.0.1:${ports.mqtt}`,
      MQTT_PASSWORD,
      BROKER_AUTH_SECRET: BROKER_SECRET,
      METER_WAIT_MS: '1500',
      ...extraEnv,
    };
    return new TelemetryStack(await surround(telemetryService, { env }), ports);
  }

  get postgres() {
    return this.around.postgres;
  }

  get kafka() {
    return this.around.kafka!;
  }

  get identity() {
    return this.around.identity;
  }

  get database() {
    return this.around.database;
  }

  get broker(): EmbeddedMqtt {
    if (this.mqttBroker === undefined) throw new Error('another broker has taken the place of ours');
    return this.mqttBroker;
  }

  /** Every line that the service has logged, `LOG_LEVEL` of `start` permitting. */
  get logs(): readonly string[] {
    return this.running?.logs ?? [];
  }

  async startBroker(limits: Partial<MqttLimits> = {}, tls?: EmbeddedMqttOptions['tls']): Promise<void> {
    const base = `http://127.0.0.1:${this.ports.http}/mqtt`;
    this.mqttBroker = await startEmbeddedMqtt({
      port: this.ports.mqtt,
      authUrl: `${base}/auth`,
      aclUrl: `${base}/acl`,
      authSecret: BROKER_SECRET,
      ingestUsername: 'telemetry',
      limits,
      tls,
    });
  }

  async startService(): Promise<void> {
    this.running = await startService(telemetryService, { surroundings: this.around });
    await this.ready();
    await this.running.tail(TAILED, (event) => this.events.push(event));
  }

  /** The service as it runs in production: a process of its own, to be killed. Needs `dist`. */
  async startProcess(): Promise<TestProcess> {
    const process = this.spawn({});
    await this.ready();
    return process;
  }

  /** Another instance beside the one that is there, with a port and a client id of its own. Needs `dist`. */
  async startInstance(env: { readonly PORT: string; readonly MQTT_CLIENT_ID: string }): Promise<TestProcess> {
    const process = this.spawn(env);
    await this.ready(Number(env.PORT));
    return process;
  }

  private spawn(env: Readonly<Record<string, string>>): TestProcess {
    const process = TestProcess.start({
      command: 'node',
      args: [fileURLToPath(new URL('../dist/main.js', import.meta.url))],
      env: { ...this.around.env, ...env },
    });
    this.processes.push(process);
    return process;
  }

  /** A meter with credentials, put into the database by its owner: for when no service is there to ask. */
  async plantMeter(): Promise<{ readonly meterNumber: string; readonly password: string }> {
    const meterNumber = newMeterNumber();
    const password = randomUUID();
    await this.rows('insert into meter values ($1, $2, $3, $4, now())', [UTILITY, meterNumber, meterPan(meterNumber), 'electricity']);
    await this.rows('insert into mqtt_credential values ($1, $2, $3, now())', [meterNumber, UTILITY, hashPassword(password)]);
    return { meterNumber, password };
  }

  async ready(port = this.ports.http): Promise<void> {
    await eventually(
      async () => {
        const response = await fetch(`http://127.0.0.1:${port}/health/ready`);
        if (!response.ok) throw new Error(await response.text());
      },
      // A group that lost a member without a word waits for its session to time out before it takes a new one.
      { timeoutMs: 60_000, everyMs: 50 },
    );
  }

  async stop(): Promise<void> {
    for (const client of this.clients) client.socket.destroy();
    await this.stopService();
    await this.mqttBroker?.stop();
    await this.around.stop();
  }

  async stopService(): Promise<void> {
    for (const process of this.processes.splice(0)) await process.kill();
    await this.running?.stop();
    this.running = undefined;
  }

  async call<Body = Record<string, unknown>>(method: string, path: string, options: CallOptions = {}): Promise<Answer<Body>> {
    const { roles = ['operator'], utility = UTILITY, body, token, platform = false } = options;
    const target = { url: `http://127.0.0.1:${this.ports.http}`, identity: this.identity };
    return httpCall(target, { method, path, as: { roles, utility, platform }, token, body });
  }

  /** Vending tells of a meter. */
  announceMeter(meterNumber: string, utility = UTILITY): Promise<void> {
    return this.service.publish(MeterChanged, meterChangedOf(meterNumber), utility);
  }

  /** Vending tells of a vend. @returns its id */
  async announceVend(meterNumber: string, tokens: readonly string[], utility = UTILITY): Promise<string> {
    const vend = vendCompletedOf(meterNumber, tokens);
    await this.service.publish(VendCompleted, vend, utility);
    return vend.vendId;
  }

  /** Telemetry of another version tells of what meters said. */
  announceMeterEvent(event: EventData<typeof MeterEventReported>): Promise<void> {
    return this.service.publish(MeterEventReported, event);
  }

  /** A meter that vending knows and that has credentials. */
  async newMeter(utility = UTILITY): Promise<{ readonly meterNumber: string; readonly password: string }> {
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

  private get service(): ServiceUnderTest {
    if (this.running === undefined) throw new Error('the service is not started in this process');
    return this.running;
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
