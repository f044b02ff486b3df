import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { pause } from '@openprepay/pace/pause';
import type { RunningProcess } from '@openprepay/standalone/run-file';
import { services } from '@openprepay/standalone/services';
import type { Bench } from '../bench-context.js';
import type { Figure } from '../figure.js';
import { memoryOf } from '../memory.js';
import { readProcesses } from '../process-table.js';
import { processorTimes } from '../processor.js';
import { readRunFile } from '../run-json.js';
import { answersOk } from './answers-ok.js';

const METERS = 25;
const POLL_MS = 50;
const PROBE_TIMEOUT_MS = 2_000;
const START_PATIENCE_MS = 180_000;
/** What a start leaves to do is done by then, but for the history of the demo's meters. */
const REST_MS = 15_000;
/** That is summed up once no hour has waited for longer than `HOUR_WAIT_SECONDS` all this time. */
const CALM_MS = 60_000;
const HOUR_WAIT_SECONDS = 30;
const SETTLING_PATIENCE_MS = 900_000;
/** What starts and watches the others. */
const SUPERVISOR = 'supervisor';

/**
 * What `npm start` takes: the time and each service's processor until it is ready, on an empty folder and again, and then processor
 * and memory of all of it while its meters report and nobody sells, once the meters' history is summed up.
 */
export async function measureIdle({ root, folder, options, say, interrupted }: Bench): Promise<readonly Figure[]> {
  const dataDir = path.join(folder, 'idle');
  say(`starting the platform with ${METERS} meters, on an empty folder and again`);
  const first = startPlatform(root, dataDir);
  let firstMs: number;
  try {
    firstMs = (await Promise.race([untilReady(first, dataDir), interrupted])).tookMs;
  } finally {
    await first.stop();
  }
  const again = startPlatform(root, dataDir);
  try {
    const { tookMs, processorMs } = await Promise.race([untilReady(again, dataDir), interrupted]);
    await Promise.race([untilMetersRun(dataDir), interrupted]);
    say('the history of the meters is summed up');
    await Promise.race([pause(REST_MS), interrupted]);
    await Promise.race([untilSummedUp(dataDir), interrupted]);
    say(`nobody sells for ${options.seconds} s`);
    return [
      { name: 'start: first', value: firstMs / 1_000, unit: 's' },
      { name: 'start: again', value: tookMs / 1_000, unit: 's' },
      { name: 'start: processor of an empty Node', value: emptyNodeSeconds(), unit: 's' },
      ...[...processorMs].map(([name, ms]) => ({ name: `start: processor, ${name}`, value: ms / 1_000, unit: 's' })),
      ...(await Promise.race([idleFigures(again.child.pid!, dataDir, options.seconds), interrupted])),
    ];
  } finally {
    await again.stop();
  }
}

interface Started {
  readonly child: ChildProcess;
  readonly atMs: number;
  stop(): Promise<void>;
}

/** As `npm start` does once all is built; its ports are free ones. */
function startPlatform(root: string, dataDir: string): Started {
  const atMs = performance.now();
  const child = spawn(process.execPath, [path.join(root, 'tools/standalone/dist/start-main.js')], {
    cwd: root,
    env: {
      OPENPREPAY_ROOT: root,
      OPENPREPAY_DATA_DIR: dataDir,
      OPENPREPAY_PORT: '0',
      OPENPREPAY_MQTT_PORT: '0',
      OPENPREPAY_DEMO_METERS: String(METERS),
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  return { child, atMs, stop };
}

interface Ready {
  readonly tookMs: number;
  /** By service, until it first said that it was ready. */
  readonly processorMs: ReadonlyMap<string, number>;
}

async function untilReady({ child, atMs }: Started, dataDir: string): Promise<Ready> {
  const processorMs = new Map<string, number>();
  while (performance.now() - atMs < START_PATIENCE_MS) {
    if (child.exitCode !== null) throw new Error(`the platform ended with ${child.exitCode} while it started`);
    const running = (await readRunFile(dataDir)) ?? [];
    const waiting = running.filter(({ name }) => services.some((service) => service === name) && !processorMs.has(name));
    await Promise.all(waiting.map((service) => noteReady(service, processorMs)));
    const gateway = running.find(({ name }) => name === 'gateway');
    // Ready is what the gateway calls ready: all services, and people who can sign in.
    if (processorMs.size === services.length && gateway && (await answersOk(urlOf(gateway, '/api/health')))) {
      return { tookMs: performance.now() - atMs, processorMs };
    }
    await pause(POLL_MS);
  }
  throw new Error(`the platform was not ready after ${START_PATIENCE_MS} ms`);
}

/** The meters are the last to be started. */
async function untilMetersRun(dataDir: string): Promise<void> {
  const deadline = performance.now() + START_PATIENCE_MS;
  while (((await readRunFile(dataDir)) ?? []).every(({ name }) => name !== 'meter-simulator')) {
    if (performance.now() > deadline) throw new Error(`the meters did not run after ${START_PATIENCE_MS} ms`);
    await pause(POLL_MS);
  }
}

/** @throws where there is no end to it */
async function untilSummedUp(dataDir: string): Promise<void> {
  const telemetry = ((await readRunFile(dataDir)) ?? []).find(({ name }) => name === 'telemetry')!;
  const startedAt = performance.now();
  let busyAt = startedAt;
  while (performance.now() - busyAt < CALM_MS) {
    await pause(1_000);
    const now = performance.now();
    if (now - startedAt > SETTLING_PATIENCE_MS) throw new Error(`hours of readings still waited after ${SETTLING_PATIENCE_MS} ms`);
    if ((await hourWaitSeconds(telemetry)) > HOUR_WAIT_SECONDS) busyAt = now;
  }
}

async function hourWaitSeconds({ port }: RunningProcess): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
  const [, value] = /^telemetry_hours_oldest_wait_seconds (\S+)$/m.exec(await response.text()) ?? [];
  if (value === undefined) throw new Error('telemetry does not say how long hours wait to be summed up');
  return Number(value);
}

async function noteReady(service: RunningProcess, processorMs: Map<string, number>): Promise<void> {
  if (!(await (service.name === 'gateway' ? gatewayServes(service) : answersOk(urlOf(service, '/health/ready'))))) return;
  const own = (await readProcesses()).find(({ pid }) => pid === service.pid);
  if (own) processorMs.set(service.name, own.processorMs);
}

/** The gateway, which tells the world of all the services, has no door of its own for this. */
const gatewayServes = ({ port }: RunningProcess): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/api/health`, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) }).then(
    async (response) => ((await response.json()) as { readonly services: Partial<Record<string, string>> }).services['gateway'] === 'ready',
    () => false,
  );

const urlOf = ({ port }: RunningProcess, at: string): string => `http://127.0.0.1:${port}${at}`;

/** The ceiling of a start: a Node that does nothing. */
function emptyNodeSeconds(): number {
  const { stdout } = spawnSync(process.execPath, ['-p', 'const { user, system } = process.cpuUsage(); user + system'], {
    encoding: 'utf8',
  });
  return Number(stdout) / 1_000_000;
}

async function idleFigures(supervisor: number, dataDir: string, seconds: number): Promise<readonly Figure[]> {
  const running = [{ name: SUPERVISOR, pid: supervisor }, ...((await readRunFile(dataDir)) ?? [])];
  const before = await processorTimes(running);
  const startedAt = performance.now();
  await pause(seconds * 1_000);
  const after = await processorTimes(running);
  const tookMs = performance.now() - startedAt;
  const share = running.map(({ name }): [string, number] => [name, ((after.get(name)! - before.get(name)!) / tookMs) * 100]);
  const memory = await memoryOf(running);
  const sum = (values: readonly (readonly [string, number])[]): number => values.reduce((total, [, value]) => total + value, 0);
  return [
    { name: 'idle: processor', value: sum(share), unit: '%' },
    ...share.map(([name, value]) => ({ name: `idle: processor, ${name}`, value, unit: '%' })),
    { name: 'idle: memory', value: sum(memory), unit: 'MB' },
    ...memory.map(([name, value]) => ({ name: `idle: memory, ${name}`, value, unit: 'MB' })),
  ];
}
