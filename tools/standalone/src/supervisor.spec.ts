import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventually } from '@openprepay/testing/eventually';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProcessSpec } from './managed-process.js';
import type { RunningProcess } from './run-file.js';
import { Supervisor } from './supervisor.js';

let folder: string;
let events: string[];
let fatal: Error[];
let supervisor: Supervisor;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'openprepay-supervisor-'));
  await mkdir(path.join(folder, 'logs'));
  events = [];
  fatal = [];
  supervisor = new Supervisor({
    dataDir: folder,
    logDir: path.join(folder, 'logs'),
    maxRestarts: 3,
    environment: {},
    onEvent: (text) => events.push(text),
    onFatal: (error) => fatal.push(error),
  });
});
afterEach(async () => {
  await supervisor.stopAll();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** It says something every 20 ms, and does nothing else. */
const clock = (name: string): ProcessSpec => ({
  name,
  command: process.execPath,
  args: ['-e', `setInterval(() => console.log('tick'), 20)`],
  isReady: () => Promise.resolve(true),
});
const pidOf = async (name: string): Promise<number> => {
  const { processes } = JSON.parse(await readFile(path.join(folder, 'run.json'), 'utf8')) as { processes: RunningProcess[] };
  return processes.find((one) => one.name === name)!.pid;
};
const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
/** Where a folder of that name stands no file can be written. */
const block = (file: string): Promise<unknown> => mkdir(path.join(folder, file));

describe('a part whose log cannot be written', () => {
  it('goes on, and somebody is told once', async () => {
    await block('logs/clock.log');
    await supervisor.start(clock('clock'));

    await eventually(() => expect(events).toHaveLength(1));
    expect(events).toEqual([expect.stringMatching(/^what clock has to say cannot be written: EISDIR/)]);
    expect(isAlive(await pidOf('clock'))).toBe(true);
  });
});

describe('what runs, where it cannot be written down', () => {
  it('is told as what ends all, and every part can still be stopped in order', async () => {
    await supervisor.start(clock('one'));
    await supervisor.start(clock('other'));
    const [one, other] = [await pidOf('one'), await pidOf('other')];
    await block('run.json.next');

    process.kill(one, 'SIGKILL');

    await eventually(() => expect(fatal).toHaveLength(1));
    expect(fatal[0]?.message).toMatch(/^one cannot be started again; its last words:\nEISDIR/);
    await rm(path.join(folder, 'run.json.next'), { recursive: true });
    await supervisor.stopAll();
    expect(isAlive(other)).toBe(false);
    expect(JSON.parse(await readFile(path.join(folder, 'run.json'), 'utf8'))).toEqual({ processes: [] });
  });
});
