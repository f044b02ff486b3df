import { type ChildProcess, spawn } from 'node:child_process';
import { settlesWithin } from '@openprepay/pace/time-limit';
import { LogFile } from './log-file.js';

/** One process of the stack: how it is started, and how one tells that it works. */
export interface ProcessSpec {
  /** As it stands in `run.json`: a name of `apps/`, or postgres, kafka, mqtt. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
  readonly gid?: number;
  readonly port?: number;
  /** True once it serves; asked again until then. */
  readonly isReady: () => Promise<boolean>;
  /** What asks it to end well; PostgreSQL takes SIGINT for its fast shutdown. */
  readonly stopSignal?: NodeJS.Signals;
  /** What makes it end at once with all that it has started. */
  readonly killSignal?: NodeJS.Signals;
  /** Last words of a start that failed for a reason that passes within moments: it is tried again. */
  readonly passing?: RegExp;
}

/** What is said by whoever starts it. */
export interface ProcessSurroundings {
  readonly logFile: string;
  /** What it is told besides its own variables. */
  readonly environment: NodeJS.ProcessEnv;
  /** Called when what it has to say cannot be written there; it goes on. */
  readonly onLogFailure: (error: Error) => void;
}

const TAIL_LINES = 20;
const STOP_PATIENCE_MS = 15_000;

/** A running process with its log file and the last lines it wrote, so that a death can be explained. */
export class ManagedProcess {
  readonly exited: Promise<string>;
  private readonly child: ChildProcess;
  private readonly tail: string[] = [];
  private ended = false;

  constructor(
    readonly spec: ProcessSpec,
    { logFile, environment, onLogFailure }: ProcessSurroundings,
  ) {
    const log = new LogFile(logFile, onLogFailure);
    this.child = spawn(spec.command, spec.args, {
      // Its own group: a Ctrl-C at the terminal reaches only us, and we stop the parts in order.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...environment, ...spec.env },
      ...(spec.uid === undefined ? {} : { uid: spec.uid }),
      ...(spec.gid === undefined ? {} : { gid: spec.gid }),
    });
    this.capture(this.child.stdout, log);
    this.capture(this.child.stderr, log);
    this.exited = new Promise((resolve) => {
      this.child.once('error', (error) => this.end(resolve, log, error.message));
      this.child.once('exit', (code, signal) => this.end(resolve, log, signal ? `killed by ${signal}` : `exit code ${code}`));
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get running(): boolean {
    return !this.ended;
  }

  /** The last lines of its output, oldest first. */
  lastWords(): string {
    return this.tail.join('\n');
  }

  /** Asks it to end, and after a while makes it end. */
  async stop(patienceMs = STOP_PATIENCE_MS): Promise<void> {
    if (this.ended) return;
    this.child.kill(this.spec.stopSignal ?? 'SIGTERM');
    if (!(await settlesWithin(this.exited, patienceMs))) this.child.kill(this.spec.killSignal ?? 'SIGKILL');
    if (!(await settlesWithin(this.exited, STOP_PATIENCE_MS))) this.child.kill('SIGKILL');
    await this.exited;
  }

  private end(resolve: (reason: string) => void, log: LogFile, reason: string): void {
    if (this.ended) return;
    this.ended = true;
    log.end();
    resolve(reason);
  }

  private capture(stream: NodeJS.ReadableStream | null, log: LogFile): void {
    stream?.on('data', (chunk: Buffer) => {
      log.write(chunk);
      this.tail.push(...chunk.toString().split('\n').filter(Boolean));
      this.tail.splice(0, Math.max(0, this.tail.length - TAIL_LINES));
    });
  }
}
