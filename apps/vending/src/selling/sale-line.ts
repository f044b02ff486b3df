/** A sale that stands in line. */
export interface LinedUp {
  readonly seller: string;
  readonly meterNumber: string;
  /** Whose key it is, and which. */
  readonly key: string;
}

/**
 * The sales of one utility that wait for the next group: each seller's in the order in which they came, and the sellers in turn, so
 * that one with hundreds in line keeps another with one waiting for no longer than a group.
 */
export class SaleLine<One extends LinedUp> {
  /** The seller whose turn is next comes first. */
  private readonly waiting = new Map<string, readonly One[]>();

  get isEmpty(): boolean {
    return this.waiting.size === 0;
  }

  add(sale: One): void {
    this.waiting.set(sale.seller, [...(this.waiting.get(sale.seller) ?? []), sale]);
  }

  /** Sales that a group had to leave to the next one: they come before all others of their sellers. */
  putBack(sales: readonly One[]): void {
    for (const sale of sales.toReversed()) this.waiting.set(sale.seller, [sale, ...(this.waiting.get(sale.seller) ?? [])]);
  }

  /** The next group, out of the line: sales that do not see each other, so none of a meter or a key that another one has. */
  next(limit: number): readonly One[] {
    const group: One[] = [];
    const taken = new Set<string>();
    const isApart = ({ meterNumber, key }: One): boolean => !taken.has(`meter ${meterNumber}`) && !taken.has(`key ${key}`);
    const stuck = new Set<string>();
    while (group.length < limit && stuck.size < this.waiting.size) {
      for (const [seller, own] of [...this.waiting]) {
        if (group.length === limit) break;
        const sale = stuck.has(seller) ? undefined : own.find(isApart);
        if (!sale) {
          stuck.add(seller);
          continue;
        }
        group.push(sale);
        taken.add(`meter ${sale.meterNumber}`).add(`key ${sale.key}`);
        this.takeOut(sale, own);
      }
    }
    return group;
  }

  /** And its seller's next turn comes after everybody else's. */
  private takeOut(sale: One, own: readonly One[]): void {
    this.waiting.delete(sale.seller);
    if (own.length > 1)
      this.waiting.set(
        sale.seller,
        own.filter((other) => other !== sale),
      );
  }
}
