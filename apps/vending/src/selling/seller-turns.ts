/** How many of the sales at once may be one seller's: somebody else always finds a place. */
export const shareOf = (atOnce: number): number => Math.max(1, atOnce - Math.max(1, Math.floor(atOnce / 4)));

/**
 * Sales take turns: where more come than can be accepted at once, each seller's next one in turn, so that one with hundreds under way
 * keeps another with one waiting for no longer than a sale. Whoever sells alone has nearly all of it.
 */
export class SellerTurns {
  private readonly running = new Map<string, number>();
  /** The seller whose turn is next comes first. */
  private readonly waiting = new Map<string, (() => void)[]>();
  private active = 0;

  /** @param atOnce sales that have a transaction at the same time, whoever sells */
  constructor(private readonly atOnce: () => number) {}

  /**
   * How many may wait is up to the caller.
   * @returns what `sell` gives, once its turn has come
   * @throws what `sell` throws
   */
  async take<T>(seller: string, sell: () => Promise<T>): Promise<T> {
    await this.turn(seller);
    try {
      return await sell();
    } finally {
      this.end(seller);
    }
  }

  private async turn(seller: string): Promise<void> {
    if (this.mayBegin(seller) && !this.waiting.has(seller)) return this.begin(seller);
    const own = this.waiting.get(seller) ?? [];
    // whoever lets one begin counts it, so that nobody else takes the place meanwhile
    await new Promise<void>((resolve) => {
      own.push(resolve);
      this.waiting.set(seller, own);
    });
  }

  private mayBegin(seller: string): boolean {
    const atOnce = this.atOnce();
    return this.active < atOnce && (this.running.get(seller) ?? 0) < shareOf(atOnce);
  }

  private begin(seller: string): void {
    this.active += 1;
    this.running.set(seller, (this.running.get(seller) ?? 0) + 1);
  }

  private end(seller: string): void {
    this.active -= 1;
    const left = (this.running.get(seller) ?? 1) - 1;
    if (left === 0) this.running.delete(seller);
    else this.running.set(seller, left);
    this.letNext();
  }

  private letNext(): void {
    for (const [seller, own] of this.waiting) {
      if (!this.mayBegin(seller)) continue;
      const next = own.shift();
      this.waiting.delete(seller);
      if (own.length > 0) this.waiting.set(seller, own);
      if (!next) continue;
      this.begin(seller);
      next();
      return;
    }
  }
}
