/** Bytes of requests that all connections may hold together; who would exceed it waits until others are done. */
export class MemoryBudget {
  private usedBytes = 0;
  private waiting: (() => void)[] = [];

  constructor(private readonly limitBytes: number) {}

  get exhausted(): boolean {
    return this.usedBytes >= this.limitBytes;
  }

  take(bytes: number): void {
    this.usedBytes += bytes;
  }

  release(bytes: number): void {
    this.usedBytes -= bytes;
    if (this.exhausted || this.waiting.length === 0) return;
    const waiting = this.waiting;
    this.waiting = [];
    for (const proceed of waiting) proceed();
  }

  /** Calls back once there is room again. */
  onRoom(proceed: () => void): void {
    this.waiting.push(proceed);
  }
}
