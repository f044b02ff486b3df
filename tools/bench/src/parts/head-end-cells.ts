import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { freePort } from '@openprepay/pace/free-ports';
import { pause } from '@openprepay/pace/pause';
import type { RunningProcess } from '@openprepay/standalone/run-file';
import { answersOk } from './answers-ok.js';
import type { BenchPlatform } from './bench-platform.js';
import { startBroker } from './broker-process.js';

const POLL_MS = 100;
const START_PATIENCE_MS = 120_000;

/** A broker, and the instance of telemetry that it asks and that takes what its meters say. */
export interface Cell {
  readonly brokerPort: number;
  /** None of the platform's own, which are counted and stopped with it. */
  readonly processes: readonly RunningProcess[];
  stop(): Promise<void>;
}

/** Cells beside each other, with one database and one Kafka. The first is the platform's own. */
export async function openCells(root: string, platform: BenchPlatform, cells: number): Promise<readonly Cell[]> {
  const own: Cell = { brokerPort: Number(new URL(platform.mqttUrl).port), processes: [], stop: () => Promise.resolve() };
  const opened = [own];
  try {
    while (opened.length < cells) opened.push(await openCell(root, platform));
    return opened;
  } catch (error) {
    await closeCells(opened);
    throw error;
  }
}

export async function closeCells(cells: readonly Cell[]): Promise<void> {
  await Promise.all(cells.map((cell) => cell.stop()));
}

async function openCell(root: string, { telemetryEnv }: BenchPlatform): Promise<Cell> {
  const port = await freePort();
  const broker = await startBroker(root, { authority: `http://127.0.0.1:${port}/mqtt`, secret: telemetryEnv.BROKER_AUTH_SECRET });
  const telemetry = spawn(process.execPath, [path.join(root, 'apps/telemetry/bundle/service/main.js')], {
    env: { ...telemetryEnv, HOST: '127.0.0.1', PORT: String(port), MQTT_URL: broker.url },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(telemetry, 'exit');
  const stop = async (): Promise<void> => {
    telemetry.kill('SIGTERM');
    await ended;
    await broker.stop();
  };
  const processes = [
    { name: 'mqtt', pid: broker.pid },
    { name: 'telemetry', pid: telemetry.pid! },
  ];
  try {
    await untilReady(`http://127.0.0.1:${port}/health/ready`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { brokerPort: broker.port, processes, stop };
}

async function untilReady(url: string): Promise<void> {
  const deadline = performance.now() + START_PATIENCE_MS;
  while (!(await answersOk(url))) {
    if (performance.now() > deadline) throw new Error(`telemetry was not ready after ${START_PATIENCE_MS} ms`);
    await pause(POLL_MS);
  }
}
