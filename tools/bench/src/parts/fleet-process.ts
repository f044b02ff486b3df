import { type ChildProcess, fork, type ForkOptions } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { FleetAnswer, SessionsWanted } from './meter-sessions.client.js';

/** Meters in a process of their own, connected to one broker: what a process may have open is bounded, and each connection counts. */
export class FleetProcess {
  private constructor(private readonly child: ChildProcess) {}

  static start(root: string): FleetProcess {
    // What is built runs as it is, whatever this process was told to load.
    const how = { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] } satisfies ForkOptions;
    return new FleetProcess(fork(path.join(root, 'tools/bench/dist/fleet-main.js'), how));
  }

  /** @throws where one of them is not taken */
  async connect(wanted: SessionsWanted): Promise<void> {
    const { failure } = await this.ask(wanted);
    if (failure !== undefined) throw new Error(failure);
  }

  /** How many are there still. */
  async connected(): Promise<number> {
    return (await this.ask({})).connected;
  }

  async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.disconnect();
    await ended;
  }

  private async ask(message: object): Promise<FleetAnswer> {
    const gone = new AbortController();
    const onExit = (): void => gone.abort(new Error('the process of these meters has ended'));
    this.child.once('exit', onExit);
    try {
      const answered = once(this.child, 'message', { signal: gone.signal });
      this.child.send(message);
      const [answer] = (await answered) as [FleetAnswer];
      return answer;
    } finally {
      this.child.off('exit', onExit);
    }
  }
}
