import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { client } from '@openprepay/contracts/http/client';
import { gatewayApi } from '@openprepay/contracts/http/gateway';
import type { Role } from '@openprepay/contracts/identity';
import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';
import { pause } from '@openprepay/pace/pause';
import { loadStandaloneConfig } from '@openprepay/standalone/config';
import { demoMeter, type DemoMeter } from '@openprepay/standalone/demo-fleet';
import { signIn, type SignedIn } from '@openprepay/standalone/gateway-client';
import { Progress } from '@openprepay/standalone/progress';
import type { RunningProcess } from '@openprepay/standalone/run-file';
import { seedDemo, seedPast } from '@openprepay/standalone/seed';
import { startStack, type Stack } from '@openprepay/standalone/stack';
import { keptDatabases } from './kept-databases.js';
import { loadScenariosConfig } from './scenarios.config.js';
import { until } from './until.js';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

export const PASSWORD = 'scenario-password';
export const CURRENCY = 'KES';

const SALE_PATIENCE_MS = 120_000;
const SALE_PAUSE_MS = 50;

export interface PlatformOptions {
  readonly meters?: number;
  /** Whether the virtual meters run; without them a test may be the meters itself. */
  readonly simulate?: boolean;
  /** Days of the demonstration's past: readings, alarms, and figures of sales. */
  readonly historyDays?: number;
  readonly kafka?: 'embedded' | 'apache';
  readonly currency?: string;
  /** By which the utility's days begin; UTC unless said. */
  readonly timeZone?: string;
  readonly logLevel?: string;
  /** Beside what a platform on a throw-away folder is told. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Sale {
  readonly meterNumber: string;
  readonly amount: string;
  readonly key?: string;
  /** When to give up: after two minutes unless somebody can tell better that nothing gets on. */
  readonly stalled?: () => boolean;
}

/** The whole platform as a user sees it, on a throw-away folder, with handles for those who break it. */
export class Platform {
  private constructor(private readonly stack: Stack) {}

  static async start({
    meters = 3,
    simulate = true,
    historyDays = 0,
    kafka = loadScenariosConfig(process.env).OPENPREPAY_KAFKA,
    currency = CURRENCY,
    timeZone = 'UTC',
    logLevel = 'info',
    env = {},
  }: PlatformOptions = {}): Promise<Platform> {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'openprepay-scenario-'));
    const config = loadStandaloneConfig({
      ...process.env,
      OPENPREPAY_DATA_DIR: dataDir,
      OPENPREPAY_PORT: '0',
      OPENPREPAY_MQTT_PORT: '0',
      OPENPREPAY_DEMO_PASSWORD: PASSWORD,
      OPENPREPAY_CURRENCY: currency,
      OPENPREPAY_TIME_ZONE: timeZone,
      OPENPREPAY_KAFKA: kafka,
      OPENPREPAY_MAX_RESTARTS: '1000',
      OPENPREPAY_LOG_LEVEL: logLevel,
      ...env,
    });
    const progress = new Progress(
      () => undefined,
      () => performance.now(),
    );
    let stack: Stack | undefined;
    try {
      await keptDatabases({ config, root, progress });
      stack = await startStack({ config, root, progress, onFatal: (error) => void process.stderr.write(`${error.message}\n`) });
      const metersFile = path.join(dataDir, 'secrets', 'meters.json');
      const seeded = {
        gatewayUrl: stack.gatewayUrl,
        dataDir,
        password: PASSWORD,
        currency,
        meters,
        metersFile,
        historyDays,
        now: new Date(),
        progress,
      };
      await seedDemo(seeded);
      if (simulate) await stack.startMeters(metersFile);
      await seedPast(seeded, stack.databases.get('vending')!);
      return new Platform(stack);
    } catch (error) {
      // Whoever asked has nothing to stop.
      await stack?.stop();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 10 });
      throw error;
    }
  }

  get url(): string {
    return this.stack.gatewayUrl;
  }

  get httpsUrl(): string {
    return this.stack.https.url;
  }

  get mqttUrl(): string {
    return this.stack.mqttUrl;
  }

  get dataDir(): string {
    return this.stack.dataDir;
  }

  meter(index: number): DemoMeter {
    return demoMeter(index);
  }

  as(username: string): Promise<SignedIn> {
    return signIn(this.url, { username, password: PASSWORD });
  }

  /** A custodian of the asking administrator's utility, whom the demo's own administrator approves, and who sets a password of their own. */
  async addCustodian(asking: SignedIn, username: string): Promise<void> {
    const given = `given-${randomUUID()}`;
    const { body } = await asking.gateway.createUser({ body: { username, password: given, roles: ['custodian'] } });
    if (!('requestId' in body)) throw new Error(`${username} was made by one administrator alone`);
    const { gateway } = await this.as('admin');
    await gateway.approveCustodianRequest({ params: { requestId: body.requestId } });
    await this.takeOwnPassword(username, given);
  }

  /** Somebody of the demo's utility, with a password of their own. */
  async addUser(username: string, roles: Role[]): Promise<void> {
    const given = `given-${randomUUID()}`;
    const { gateway } = await this.as('admin');
    await gateway.createUser({ body: { username, password: given, roles } });
    await this.takeOwnPassword(username, given);
  }

  private async takeOwnPassword(username: string, given: string): Promise<void> {
    const own = await signIn(this.url, { username, password: given });
    await own.gateway.changePassword({ body: { currentPassword: given, newPassword: PASSWORD } });
  }

  /** What a newcomer's data folder says about itself. */
  async processes(): Promise<readonly RunningProcess[]> {
    const { processes } = JSON.parse(await readFile(path.join(this.dataDir, 'run.json'), 'utf8')) as {
      processes: readonly RunningProcess[];
    };
    return processes;
  }

  /** SIGKILL, as the out-of-memory killer would; the supervisor starts it again by itself. */
  async kill(name: string): Promise<boolean> {
    const found = (await this.processes()).find((candidate) => candidate.name === name);
    if (!found) return false;
    try {
      process.kill(found.pid, 'SIGKILL');
      return true;
    } catch {
      // It died of the last kill and its successor is not written down yet.
      return false;
    }
  }

  untilHealthy(): Promise<void> {
    const { readHealth } = client(gatewayApi, { origin: this.url });
    return until(async () => (await readHealth()).status === 200, { timeoutMs: 60_000 });
  }

  /** One payment at a point of sale that does not give up: it asks with the same key until it knows what became of it. */
  async sell(
    { vending }: SignedIn,
    { meterNumber, amount, key = randomUUID(), stalled = after(SALE_PATIENCE_MS) }: Sale,
  ): Promise<VendAnswer> {
    const sale = {
      headers: { 'idempotency-key': key },
      body: { meterNumber, tender: { amount, currency: CURRENCY }, paymentMethod: 'cash' },
    } as const;
    while (!stalled()) {
      const answer = await vending.sellVend(sale).catch(retryable);
      if (answer?.body.state === 'completed') return answer.body;
      await pause(SALE_PAUSE_MS);
    }
    throw new Error('a sale found no outcome in time');
  }

  async logs(): Promise<string> {
    const folder = path.join(this.dataDir, 'logs');
    const files = await readdir(folder);
    const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
    return texts.join('\n');
  }

  async stop(): Promise<void> {
    await this.stack.stop();
    await rm(this.dataDir, { recursive: true, force: true, maxRetries: 10 });
  }
}

function after(ms: number): () => boolean {
  const deadline = performance.now() + ms;
  return () => performance.now() > deadline;
}

/** While something is down a caller may be cut off or told to come back; anything else is the platform's answer. */
export function retryable(error: unknown): undefined {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 0;
  if (status === 0 || status >= 500 || status === 401) return undefined;
  throw error;
}
