import type { Worker } from '@openprepay/runtime/service';
import type { Logger } from 'pino';
import { Wake } from './deliveries/wake.js';

export interface RepeatingTaskOptions {
  readonly name: string;
  readonly everyMs: number;
  /** Runs again at once while it says that there was work. */
  readonly task: () => Promise<number>;
  readonly logger: Logger;
  readonly wake?: Wake;
}

/** Runs a task now, whenever it is woken, and every so often; a failure is logged and the next round comes all the same. */
export class RepeatingTask implements Worker {
  readonly name: string;
  private readonly wake: Wake;
  private running: Promise<void> | undefined;
  private stopped = false;

  constructor(private readonly options: RepeatingTaskOptions) {
    this.name = options.name;
    this.wake = options.wake ?? new Wake();
  }

  start(): Promise<void> {
    this.running = this.loop();
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.wake.wake();
    await this.running;
  }

  private async loop(): Promise<void> {
    while (!this.stopped) {
      const worked = await this.runOnce();
      if (worked === 0 && !this.stopped) await this.wake.sleep(this.options.everyMs);
    }
  }

  private async runOnce(): Promise<number> {
    try {
      return await this.options.task();
    } catch (error) {
      this.options.logger.warn({ err: error, task: this.name }, 'a round failed, the next one comes');
      return 0;
    }
  }
}
