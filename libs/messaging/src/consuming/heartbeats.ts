import { RepeatingTask } from '@openprepay/pace/repeating-task';

/** Keeps the membership of the group while a long batch is in hand. */
export class Heartbeats {
  private readonly beating: RepeatingTask;
  private failure: unknown;

  constructor(heartbeat: () => Promise<void>, everyMs: number) {
    const onError = (error: unknown): void => void (this.failure ??= error);
    this.beating = new RepeatingTask({ name: 'heartbeat', everyMs, restFirst: true, task: heartbeat, onError });
    void this.beating.start();
  }

  /** The group goes on without this member, or waits for it to come and join again. */
  get failed(): boolean {
    return this.failure !== undefined;
  }

  stop(): void {
    void this.beating.stop();
  }

  rethrow(): void {
    if (this.failure !== undefined) throw this.failure as Error;
  }
}
