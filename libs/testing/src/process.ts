import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Output of a child kept for assertions; older lines are dropped. */
const MAX_LINES = 10_000;
const STOP_TIMEOUT_MS = 15_000;

export interface ProcessOptions {
  readonly command: string;
  readonly args?: readonly string[];
  readonly cwd?: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A child process under test: to be waited for, killed without warning, or stopped in order. */
export class TestProcess {
  readonly lines: string[] = [];
  private readonly listeners = new Set<() => void>();

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) this.collect(stream);
  }

  static start({ command, args = [], cwd, env = {} }: ProcessOptions): TestProcess {
    return new TestProcess(
      spawn(command, [...args], {
        ...(cwd === undefined ? {} : { cwd }),
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The first line, past or future, that `matches`; rejects when the process ends or the time is up before it. */
  async line(matches: (line: string) => boolean, timeoutMs = 30_000): Promise<string> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => settle(() => reject(new Error(`no such line in ${timeoutMs} ms:\n${this.lines.slice(-20).join('\n')}`))),
        timeoutMs,
      );
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        this.listeners.delete(look);
        act();
      };
      const look = (): void => {
        const found = this.lines.find(matches);
        if (found !== undefined) settle(() => resolve(found));
        else if (!this.running) settle(() => reject(new Error(`the process ended first:\n${this.lines.slice(-20).join('\n')}`)));
      };
      this.listeners.add(look);
      this.child.once('close', look);
      look();
    });
  }

  /** Kills it as a power cut would: SIGKILL, no warning. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Asks it to end and returns its exit code; kills it after STOP_TIMEOUT_MS. */
  async stop(): Promise<number | null> {
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await this.end('SIGTERM').finally(() => clearTimeout(timer));
    return this.child.exitCode;
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    if (!this.running) return;
    const closed = once(this.child, 'close');
    this.child.kill(signal);
    await closed;
  }

  private collect(stream: NodeJS.ReadableStream | null): void {
    let rest = '';
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      const parts = (rest + chunk).split('\n');
      rest = parts.pop() ?? '';
      this.lines.push(...parts);
      this.lines.splice(0, Math.max(0, this.lines.length - MAX_LINES));
      for (const listener of [...this.listeners]) listener();
    });
  }
}
