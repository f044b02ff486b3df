import { VendingError } from '../vending-error.js';

const RETRY_SECONDS = 1;

/** How many sales each seller has under way, from its request to the vend. One more than that is refused, and may come back. */
export class SellerCrowd {
  private readonly underWay = new Map<string, number>();

  constructor(private readonly perSeller: () => number) {}

  /** @throws {VendingError} `vending.seller_busy` where the seller has too many under way already; and what `sell` throws */
  async take<T>(seller: string, sell: () => Promise<T>): Promise<T> {
    const count = this.underWay.get(seller) ?? 0;
    if (count >= this.perSeller()) {
      throw new VendingError('vending.seller_busy', 'too many sales of this seller are waiting: sell fewer at once', {
        retryAfterSeconds: RETRY_SECONDS,
      });
    }
    this.underWay.set(seller, count + 1);
    try {
      return await sell();
    } finally {
      const left = (this.underWay.get(seller) ?? 1) - 1;
      if (left === 0) this.underWay.delete(seller);
      else this.underWay.set(seller, left);
    }
  }
}
