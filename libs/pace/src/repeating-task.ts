import { Signal } from './signal.js';

export interface RepeatingTaskOptions {
  readonly name: string;
  /** Rest between two rounds, in milliseconds. */
  readonly everyMs: number;
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
  private running: Promise<void> | undefined;
  private stopped = false;

  constructor(private readonly options: RepeatingTaskOptions) {
    this.name = options.name;
    this.signal = options.signal ?? new Signal();
  }

  async start(): Promise<void> {
    this.running ??= this.loop();
  }

  /** Resolves once the round in hand has ended. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.signal.wake();
    await this.running;
  }

  private async loop(): Promise<void> {
    const { everyMs, restFirst = false } = this.options;
    if (restFirst) await this.signal.wait(everyMs);
    while (!this.stopped) {
      const worked = await this.round();
      if (!worked && !this.stopped) await this.signal.wait(everyMs);
    }
  }

  private async round(): Promise<boolean> {
    try {
      const done = await this.options.task();
      return typeof done === 'number' && done > 0;
    } catch (error) {
      this.options.onError(error);
      return false;
    }
  }
}
