/** Tells a person what goes on, one line a step, with the seconds it took. */
export class Progress {
  private readonly startedAt: number;

  constructor(
    private readonly write: (line: string) => void,
    private readonly nowMs: () => number,
  ) {
    this.startedAt = nowMs();
  }

  get elapsedMs(): number {
    return this.nowMs() - this.startedAt;
  }

  say(text: string): void {
    this.write(`  ${(this.elapsedMs / 1000).toFixed(1).padStart(6)} s  ${text}`);
  }

  async step<T>(text: string, work: () => Promise<T>): Promise<T> {
    this.say(`${text} …`);
    return work();
  }
}
