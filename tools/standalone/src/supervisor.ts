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
  /** Called when a process has died too often for the whole to go on, or cannot be watched any more. */
  readonly onFatal: (error: Error) => void;
}

const READY_PATIENCE_MS = 90_000;
const READY_POLL_MS = 50;
const ABANDON_PATIENCE_MS = 1_500;
/** A start that failed for a reason that passes is repeated after this, so often. */
const PASSING_MS = 100;
const PASSING_TRIES = 100;
const STOPPING = 'nothing is started any more: all is being stopped';

interface Watched {
  process: ManagedProcess;
  /** Whether the process that runs now has been ready. */
  ready: boolean;
  /** Starts in a row that failed for a reason that passes. */
  passing: number;
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
    if (this.stopping) throw new Error(STOPPING);
    const watched: Watched = { process: this.launch(spec), ready: false, passing: 0, budget: new RestartBudget(this.options.maxRestarts) };
    this.watched.set(spec.name, watched);
    await this.record();
    await this.untilStarted(watched);
    watched.ready = true;
    // What ends the watch is told, and all is stopped in order: a part that nobody watches would live on by itself.
    void this.watch(watched).catch((error: unknown) => this.options.onFatal(unwatched(spec.name, error)));
  }

  /** Ends all at once and soon: of a stack that was not ready yet, nobody waits for an answer. */
  async abandon(): Promise<void> {
    this.stopping = true;
    await Promise.all([...this.watched.values()].map(({ process }) => process.stop(ABANDON_PATIENCE_MS)));
    await this.runFile.write([]);
  }

  /** Stops all, the last started first. Safe to call twice. */
  async stopAll(): Promise<void> {
    this.stopping = true;
    for (const { process } of [...this.watched.values()].reverse()) await process.stop();
    await this.runFile.write([]);
  }

  private launch(spec: ProcessSpec): ManagedProcess {
    const { logDir, environment, onEvent } = this.options;
    return new ManagedProcess(spec, {
      logFile: path.join(logDir, `${spec.name}.log`),
      environment,
      onLogFailure: ({ message }) => onEvent(`what ${spec.name} has to say cannot be written: ${message}`),
    });
  }

  private async untilStarted(watched: Watched): Promise<void> {
    for (;;) {
      try {
        return await this.untilReady(watched.process);
      } catch (error) {
        if (!mayPass(watched)) throw error;
        await this.startAgain(watched, PASSING_MS);
      }
    }
  }

  private async startAgain(watched: Watched, waitMs: number): Promise<void> {
    await pause(waitMs);
    if (this.stopping) return;
    watched.process = this.launch(watched.process.spec);
    watched.ready = false;
    await this.record();
  }

  private async untilReady(process: ManagedProcess): Promise<void> {
    const { name, isReady } = process.spec;
    const deadline = Date.now() + READY_PATIENCE_MS;
    while (process.running && !this.stopping) {
      if (await isReady().catch(() => false)) return;
      if (Date.now() > deadline) throw new Error(`${name} did not become ready; ${explained(process.lastWords())}`);
      await pause(READY_POLL_MS);
    }
    if (this.stopping) throw new Error(STOPPING);
    throw new Error(`${name} ended at its start (${await process.exited}); ${explained(process.lastWords())}`);
  }

  private async watch(watched: Watched): Promise<void> {
    const { name } = watched.process.spec;
    for (;;) {
      const reason = await watched.process.exited;
      if (this.stopping || this.watched.get(name) !== watched) return;

      if (mayPass(watched)) {
        await this.startAgain(watched, PASSING_MS);
        void this.noteReady(watched, watched.process);
        continue;
      }
      const waitMs = watched.budget.spend({ atMs: performance.now(), wasReady: watched.ready });
      if (waitMs === undefined) {
        this.options.onFatal(new Error(`${name} died too often (${reason}); ${explained(watched.process.lastWords())}`));
        return;
      }
      this.options.onEvent(`${name} died (${reason}); starting it again${waitMs === 0 ? '' : ` in ${waitMs} ms`}`);
      await this.startAgain(watched, waitMs);
      void this.noteReady(watched, watched.process);
    }
  }

  /** Once it is ready its next death is an accident, not a start that fails. */
  private async noteReady(watched: Watched, process: ManagedProcess): Promise<void> {
    await this.untilReady(process).then(
      () => (watched.ready ||= watched.process === process && process.running),
      () => undefined,
    );
  }

  private record(): Promise<void> {
    const processes = [...this.watched.values()].flatMap(({ process: { spec, pid } }): readonly RunningProcess[] =>
      pid === undefined ? [] : [{ name: spec.name, pid, ...(spec.port === undefined ? {} : { port: spec.port }) }],
    );
    return this.runFile.write(processes);
  }
}

const DISK_FULL = /ENOSPC|No space left on device/;

/** What a person can do about it stands in front of what the part itself had to say. */
const explained = (lastWords: string): string =>
  `${DISK_FULL.test(lastWords) ? 'the disk is full: make room and start again. Its' : 'its'} last words:\n${lastWords}`;

const unwatched = (name: string, error: unknown): Error =>
  new Error(`${name} cannot be started again; ${explained(error instanceof Error ? error.message : String(error))}`);

/** Counts, so that what does not pass after all is an error in the end. */
function mayPass(watched: Watched): boolean {
  const { running, spec } = watched.process;
  if (running || spec.passing?.test(watched.process.lastWords()) !== true) return false;
  watched.passing = watched.ready ? 1 : watched.passing + 1;
  return watched.passing <= PASSING_TRIES;
}
