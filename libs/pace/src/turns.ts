/**
 * Runs so many tasks at once, of each owner one at a time and in order. Owners take turns: whoever has much to do waits behind
 * himself.
 */
export class Turns {
  private running = 0;
  /** Owners whose turn may come; one whose task runs is not among them. */
  private readonly waiting = new Map<string, (() => void)[]>();
  private readonly busy = new Map<string, (() => void)[]>();

  constructor(private readonly atOnce: number) {}

  async run<T>(owner: string, task: () => Promise<T>): Promise<T> {
    await new Promise<void>((begin) => this.enter(owner, begin));
    try {
      return await task();
    } finally {
      this.leave(owner);
    }
  }

  private enter(owner: string, begin: () => void): void {
    const line = this.busy.get(owner) ?? this.waiting.get(owner);
    if (line) line.push(begin);
    else this.waiting.set(owner, [begin]);
    this.beginNext();
  }

  private leave(owner: string): void {
    this.running--;
    const line = this.busy.get(owner);
    this.busy.delete(owner);
    if (line !== undefined && line.length > 0) this.waiting.set(owner, line);
    this.beginNext();
  }

  private beginNext(): void {
    for (const [owner, line] of this.waiting) {
      if (this.running >= this.atOnce) return;
      this.waiting.delete(owner);
      this.busy.set(owner, line);
      this.running++;
      line.shift()?.();
    }
  }
}
