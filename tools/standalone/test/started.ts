import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { pause } from '@openprepay/pace/pause';
import type { RunningProcess } from '../src/run-file.js';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

/** Where a Node is that the machine had before: npm puts the project's own in front of it. */
const PATH_OF_THE_MACHINE = (process.env['PATH'] ?? '')
  .split(path.delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .join(path.delimiter);

/** `npm start` without its build step, as a child that a test can signal; through a shell it runs on the machine's own Node. */
export class Started {
  output = '';
  readonly exitCode: Promise<number | null>;
  private readonly child: ChildProcess;

  constructor(
    private readonly dataDir: string,
    env: Readonly<Record<string, string>> = {},
    how: 'itself' | 'through a shell' = 'itself',
  ) {
    const program = path.join(root, 'tools/standalone/dist/start-main.js');
    // The second command keeps the shell from becoming the program, as npm's does not either.
    const [command, ...args] = how === 'itself' ? [process.execPath, program] : ['sh', '-c', `node '${program}'; true`];
    this.child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ...(how === 'itself' ? {} : { PATH: PATH_OF_THE_MACHINE }),
        OPENPREPAY_ROOT: root,
        OPENPREPAY_DATA_DIR: dataDir,
        OPENPREPAY_PORT: '0',
        OPENPREPAY_MQTT_PORT: '0',
        OPENPREPAY_DEMO_METERS: '1',
        ...env,
      },
    });
    this.child.stdout?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.exitCode = new Promise((resolve) => this.child.once('exit', (code) => resolve(code)));
  }

  /** Waits for a line of its output; throws with all of it where it ends first. */
  async says(text: string, timeoutMs = 180_000): Promise<void> {
    const ended = this.exitCode.then((code) => `ended with ${code}`);
    const deadline = Date.now() + timeoutMs;
    while (!this.output.includes(text)) {
      const state = await Promise.race([ended, pause(50)]);
      if (this.output.includes(text)) return;
      if (state !== undefined || Date.now() > deadline)
        throw new Error(`never said "${text}" (${state ?? 'still running'}):\n${this.output}`);
    }
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  async processes(): Promise<readonly RunningProcess[]> {
    const text = await readFile(path.join(this.dataDir, 'run.json'), 'utf8');
    return (JSON.parse(text) as { readonly processes: readonly RunningProcess[] }).processes;
  }

  async pidOf(name: string): Promise<number> {
    const found = (await this.processes()).find((candidate) => candidate.name === name);
    if (!found) throw new Error(`${name} does not run`);
    return found.pid;
  }
}

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
