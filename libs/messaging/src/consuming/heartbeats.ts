/** Keeps the membership of the group while a long batch is in hand. Most batches end before the first: until then it is one timer. */
export class Heartbeats {
  private timer: NodeJS.Timeout | undefined;
  private failure: unknown;
  private stopped = false;

  constructor(
    private readonly heartbeat: () => Promise<void>,
    private readonly everyMs: number,
  ) {
    this.rest();
  }

  /** The group goes on without this member, or waits for it to come and join again. */
  get failed(): boolean {
    return this.failure !== undefined;
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  rethrow(): void {
    if (this.failure !== undefined) throw this.failure as Error;
  }

  private rest(): void {
    this.timer = setTimeout(() => void this.beat(), this.everyMs);
  }

  private async beat(): Promise<void> {
    try {
      await this.heartbeat();
    } catch (error) {
      this.failure ??= error;
    }
    if (!this.stopped) this.rest();
  }
}
