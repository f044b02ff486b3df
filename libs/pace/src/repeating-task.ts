import { pause } from './pause.js';
import { Signal } from './signal.js';

export interface RepeatingTaskOptions {
  readonly name: string;
  /** Rest between two rounds, in milliseconds. */
  readonly everyMs: number;
  /** Rests grow up to this, twofold after each round that found nothing and that nobody had asked for. None grow unless given. */
  readonly restLimitMs?: number;
  /** Rounds begin no closer to each other than this, however often the task is woken and however much it finds. */
  readonly leastMs?: number;
  /** One round. It runs again at once while it answers that it found work to do: a number above 0. */
  readonly task: () => Promise<number | void>;
  /** A round failed; the next one comes all the same. */
  readonly onError: (error: unknown) => void;
  /** Cuts a rest short. */
  readonly signal?: Signal;
  /** Rests before the first round instead of starting with it. */
  readonly restFirst?: boolean;
}

/** Runs a task now, whenever it is woken, and every so often, one round at a time. */
export class RepeatingTask {
  readonly name: string;
  private readonly signal: Signal;
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(private readonly options: RepeatingTaskOptions) {
    this.name = options.name;
    this.signal = options.signal ?? new Signal();
  }

  async start(): Promise<void> {
    this.running ??= this.loop();
  }

  /** Resolves once the round in hand has ended. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.signal.wake();
    await this.running;
  }

  private get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private async loop(): Promise<void> {
    const { everyMs, leastMs = 0, restFirst = false } = this.options;
    let restMs = everyMs;
    if (restFirst) await this.signal.wait(restMs);
    while (!this.stopped) {
      const beganAt = performance.now();
      const found = await this.round();
      const rested = found !== 'work' && !this.stopped;
      const woken = rested && (await this.signal.wait(restMs));
      restMs = found === 'nothing' && !woken ? this.longer(restMs) : everyMs;
      await this.keepApart(leastMs - (performance.now() - beganAt));
    }
  }

  private longer(restMs: number): number {
    const { everyMs, restLimitMs = everyMs } = this.options;
    return Math.min(restMs * 2, restLimitMs);
  }

  /** Whoever wakes the task meanwhile has the round that follows. */
  private async keepApart(ms: number): Promise<void> {
    if (ms <= 0 || this.stopped) return;
    await pause(ms, this.stopping.signal);
    await this.signal.wait(0);
  }

  private async round(): Promise<'work' | 'nothing' | 'failure'> {
    try {
      const done = await this.options.task();
      return typeof done === 'number' && done > 0 ? 'work' : 'nothing';
    } catch (error) {
      this.options.onError(error);
      return 'failure';
    }
  }
}
