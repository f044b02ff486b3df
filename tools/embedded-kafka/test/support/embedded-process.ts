import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll } from 'vitest';

const PACKAGE = join(import.meta.dirname, '..', '..');
const BUILT = join(PACKAGE, '.cache', `conformance-${process.pid}`);
const START_TIMEOUT_MS = 30_000;

let built = false;
afterAll(() => rmSync(BUILT, { recursive: true, force: true }));

/** The command as it is shipped, built from these very sources. */
function builtMain(): string {
  if (!built) {
    const swc = join(PACKAGE, '..', '..', 'node_modules', '@swc', 'cli', 'bin', 'swc.js');
    const config = join(PACKAGE, '..', '..', '.swcrc');
    execFileSync(process.execPath, [swc, 'src', '--out-dir', BUILT, '--strip-leading-paths', '--config-file', config, '--quiet'], {
      cwd: PACKAGE,
    });
    built = true;
  }
  return join(BUILT, 'main.js');
}

/** embedded-kafka as a child process that can be killed and started again. */
export class EmbeddedProcess {
  readonly output: string[] = [];
  private child: ChildProcess | undefined;

  private constructor(
    private readonly dataDir: string,
    private readonly env: Readonly<Record<string, string>>,
    public port = 0,
  ) {}

  static async start(dataDir: string, env: Readonly<Record<string, string>> = {}): Promise<EmbeddedProcess> {
    const broker = new EmbeddedProcess(dataDir, env);
    await broker.revive();
    return broker;
  }

  get exitCode(): number | null {
    return this.child?.exitCode ?? null;
  }

  /** Starts it (again), on the port it had before. */
  async revive(): Promise<void> {
    const env = { ...process.env, ...this.env, KAFKA_DATA_DIR: this.dataDir, KAFKA_PORT: String(this.port) };
    const child = spawn(process.execPath, [builtMain()], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    this.child = child;
    this.port = await this.listening(child);
  }

  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'close');
    child.kill(signal);
    await closed;
  }

  private listening(child: ChildProcess): Promise<number> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`not listening after ${START_TIMEOUT_MS} ms`)), START_TIMEOUT_MS);
      createInterface({ input: child.stdout! }).on('line', (line) => {
        this.output.push(line);
        const entry = JSON.parse(line) as { readonly msg: string; readonly port: number };
        if (entry.msg !== 'listening') return;
        clearTimeout(timer);
        resolve(entry.port);
      });
      child.once('close', (code) => {
        clearTimeout(timer);
        reject(new Error(`embedded-kafka ended with ${code}:\n${this.output.join('\n')}`));
      });
    });
  }
}
