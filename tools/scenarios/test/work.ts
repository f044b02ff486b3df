/** Something that is done many times over, and how far it has come. */
export class Work {
  private doneCount = 0;
  private lastAtMs = performance.now();

  constructor(
    readonly name: string,
    readonly wanted: number,
  ) {}

  get finished(): boolean {
    return this.doneCount >= this.wanted;
  }

  note(): void {
    this.doneCount += 1;
    this.lastAtMs = performance.now();
  }

  /** Whether it got on after that moment of `performance.now()`, or has nowhere to go. */
  gotOnSince(ms: number): boolean {
    return this.finished || this.lastAtMs > ms;
  }

  /** How long nothing has been done, in ms; of a work that is finished, since it was. */
  get idleMs(): number {
    return performance.now() - this.lastAtMs;
  }

  toString(): string {
    return `${this.name}: ${this.doneCount} of ${this.wanted}, the last ${Math.round(this.idleMs / 1000)} s ago`;
  }
}
