import { type ChildProcess, fork } from 'node:child_process';
import { type Answer, type Arguments, ForwardedSecurityModule, type Operation } from '../forwarded-security-module.js';
import { unavailable } from './token-failure.js';
import { type FromTokenProcess, readFailure, type ToTokenProcess, type TokenProcessSettings } from './token-process-message.js';

/** A library that does not come back in this time hangs: the process that is in it is ended. */
const CALL_TIMEOUT_MS = 10_000;
/** A process that dies at once is not begun again at once. */
const RESTART_PAUSE_MS = 500;
/** Calls that wait: more than the service ever makes at a time. */
const MAX_WAITING = 1_000;

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
  readonly timeout: NodeJS.Timeout;
}

/**
 * A security module whose keys are in a PKCS#11 token. The maker's library runs in a process of its own, which owns the session: it
 * may block, crash or be killed there, and the service goes on. What was asked for then is an outage, and is asked for again.
 */
export class TokenProcess extends ForwardedSecurityModule {
  readonly kind = 'pkcs11';
  readonly usesSampleTables: boolean;
  private child: ChildProcess | undefined;
  private startedAtMs = Number.NEGATIVE_INFINITY;
  private lastId = 0;
  private readonly waiting = new Map<number, Waiting>();

  constructor(
    private readonly entry: string,
    private readonly settings: TokenProcessSettings,
  ) {
    super();
    this.usesSampleTables = settings.staTablesFile === undefined;
  }

  /** Of the process that runs now. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Ends the process; the next call begins another one. */
  close(): void {
    this.child?.kill('SIGKILL');
  }

  protected forward<Name extends Operation>(name: Name, args: Arguments<Name>): Promise<Answer<Name>> {
    return new Promise<Answer<Name>>((resolve, reject) => {
      const child = this.running();
      if (!child) return reject(unavailable('the token’s process has ended; another one begins in a moment'));
      if (this.waiting.size >= MAX_WAITING) return reject(unavailable(`the token has ${MAX_WAITING} calls to answer already`));
      const id = ++this.lastId;
      const timeout = setTimeout(() => this.giveUp(child), CALL_TIMEOUT_MS);
      this.waiting.set(id, { resolve, reject, timeout });
      child.channel?.ref();
      send(child, { id, name, args } as ToTokenProcess);
    });
  }

  private running(): ChildProcess | undefined {
    if (this.child) return this.child;
    const nowMs = performance.now();
    if (nowMs - this.startedAtMs < RESTART_PAUSE_MS) return undefined;
    this.startedAtMs = nowMs;
    const child = fork(this.entry, [], { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] });
    this.child = child;
    child.on('message', (message: FromTokenProcess) => this.settle(child, message));
    // Also where it could not be begun at all: `exit` is not told of then.
    child.on('error', () => this.ended(child));
    child.on('exit', () => this.ended(child));
    // Where the system had no more to give, there is nobody to talk to.
    if (!child.channel) {
      this.child = undefined;
      return undefined;
    }
    // A service that has nothing else to do may end: the process ends with the channel.
    child.unref();
    child.channel.unref();
    send(child, { open: this.settings });
    return child;
  }

  private settle(child: ChildProcess, message: FromTokenProcess): void {
    const waiting = this.waiting.get(message.id);
    if (!waiting || child !== this.child) return;
    this.waiting.delete(message.id);
    clearTimeout(waiting.timeout);
    // It answers one after the other: whoever waits in line has waited for the token, which is well.
    for (const { timeout } of this.waiting.values()) timeout.refresh();
    if (this.waiting.size === 0) child.channel?.unref();
    if ('failure' in message) waiting.reject(readFailure(message.failure));
    else waiting.resolve(message.answer as never);
  }

  private giveUp(child: ChildProcess): void {
    if (child !== this.child) return;
    child.kill('SIGKILL');
    this.ended(child);
  }

  private ended(child: ChildProcess): void {
    if (child !== this.child) return;
    this.child = undefined;
    for (const { reject, timeout } of this.waiting.values()) {
      clearTimeout(timeout);
      reject(unavailable('the token’s process ended before it answered'));
    }
    this.waiting.clear();
  }
}

/** What cannot be sent any more is told of by the process's end. */
const send = (child: ChildProcess, message: ToTokenProcess): void => void child.send(message, () => undefined);
