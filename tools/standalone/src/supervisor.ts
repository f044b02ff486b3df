import path from 'node:path';
import { pause } from '@openprepay/pace/pause';
import { ManagedProcess, type ProcessSpec } from './managed-process.js';
import { RestartBudget } from './restart-budget.js';
import { RunFile, type RunningProcess } from './run-file.js';

export interface SupervisorOptions {
  readonly dataDir: string;
  readonly logDir: string;
  readonly maxRestarts: number;
  /** What every process is told besides its own variables. */
  readonly environment: NodeJS.ProcessEnv;
  readonly onEvent: (text: string) => void;
  /** Called once, when a process has died too often for the whole to go on. */
  readonly onFatal: (error: Error) => void;
}

const READY_PATIENCE_MS = 90_000;
const READY_POLL_MS = 50;

interface Watched {
  process: ManagedProcess;
  readonly budget: RestartBudget;
}

/** Keeps the stack's processes running: starts them, starts the dead again, stops all in reverse order. */
export class Supervisor {
  private readonly watched = new Map<string, Watched>();
  private readonly runFile: RunFile;
  private stopping = false;

  constructor(private readonly options: SupervisorOptions) {
    this.runFile = new RunFile(options.dataDir);
  }

  /**
   * Starts a process and waits until it serves.
   *
   * @throws Error with its last words where it ends or stays silent instead
   */
  async start(spec: ProcessSpec): Promise<void> {
    const watched: Watched = { process: this.launch(spec), budget: new RestartBudget(this.options.maxRestarts) };
    this.watched.set(spec.name, watched);
    await this.record();
    await this.untilReady(watched.process);
    void this.watch(watched);
  }

  /** Stops all, the last started first. Safe to call twice. */
  async stopAll(): Promise<void> {
    this.stopping = true;
    for (const { process } of [...this.watched.values()].reverse()) await process.stop();
    await this.runFile.write([]);
  }

  private launch(spec: ProcessSpec): ManagedProcess {
    return new ManagedProcess(spec, path.join(this.options.logDir, `${spec.name}.log`), this.options.environment);
  }

  private async untilReady(process: ManagedProcess): Promise<void> {
    const { name, isReady } = process.spec;
    const deadline = Date.now() + READY_PATIENCE_MS;
    while (process.running && !this.stopping) {
      if (await isReady().catch(() => false)) return;
      if (Date.now() > deadline) throw new Error(`${name} did not become ready:\n${process.lastWords()}`);
      await pause(READY_POLL_MS);
    }
    if (this.stopping) return;
    throw new Error(`${name} ended at its start (${await process.exited}):\n${process.lastWords()}`);
  }

  private async watch(watched: Watched): Promise<void> {
    const { name } = watched.process.spec;
    for (;;) {
      const reason = await watched.process.exited;
      if (this.stopping || this.watched.get(name) !== watched) return;

      const waitMs = watched.budget.spend(Date.now());
      if (waitMs === undefined) {
        this.options.onFatal(new Error(`${name} died too often (${reason}); its last words:\n${watched.process.lastWords()}`));
        return;
      }
      this.options.onEvent(`${name} died (${reason}); starting it again in ${waitMs} ms`);
      await pause(waitMs);
      if (this.stopping) return;
      watched.process = this.launch(watched.process.spec);
      await this.record();
    }
  }

  private record(): Promise<void> {
    const processes = [...this.watched.values()].flatMap(({ process: { spec, pid } }): readonly RunningProcess[] =>
      pid === undefined ? [] : [{ name: spec.name, pid, ...(spec.port === undefined ? {} : { port: spec.port }) }],
    );
    return this.runFile.write(processes);
  }
}
