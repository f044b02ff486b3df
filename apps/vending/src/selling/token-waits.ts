/**
 * How many sales of each seller wait for their token. One more than that is answered at once that its token is not there yet: a vault
 * that is away must not let one seller fill the house with requests that wait.
 */
export class TokenWaits {
  private readonly waiting = new Map<string, number>();

  constructor(private readonly perSeller: number) {}

  /** @returns what `wait` gives; undefined at once where too many of the seller's wait already */
  async take<T>(seller: string, wait: () => Promise<T | undefined>): Promise<T | undefined> {
    const count = this.waiting.get(seller) ?? 0;
    if (count >= this.perSeller) return undefined;
    this.waiting.set(seller, count + 1);
    try {
      return await wait();
    } finally {
      const left = (this.waiting.get(seller) ?? 1) - 1;
      if (left === 0) this.waiting.delete(seller);
      else this.waiting.set(seller, left);
    }
  }
}
