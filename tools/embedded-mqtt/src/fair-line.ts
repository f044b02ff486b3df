/** Items in lines, one for each owner; owners take turns, and each one's items stay in order. */
export class FairLine<Item extends { readonly publisher: string }> {
  private readonly lines = new Map<string, Set<Item>>();

  get isEmpty(): boolean {
    return this.lines.size === 0;
  }

  add(item: Item): void {
    const line = this.lines.get(item.publisher);
    if (line) line.add(item);
    else this.lines.set(item.publisher, new Set([item]));
  }

  /** Puts items before those that wait; they keep the order in which they are given. */
  addFirst(items: readonly Item[]): void {
    const before = new FairLine<Item>();
    for (const item of items) before.add(item);
    for (const [publisher, line] of before.lines) {
      for (const item of this.lines.get(publisher) ?? []) line.add(item);
      this.lines.set(publisher, line);
    }
  }

  delete(item: Item): void {
    const line = this.lines.get(item.publisher);
    if (line?.delete(item) && line.size === 0) this.lines.delete(item.publisher);
  }

  /**
   * Offers the first of each owner in turn until nobody takes one.
   *
   * @param take says `taken`, or `later` of one that holds its owner up, or `stop` where no more is taken of anybody
   */
  serve(take: (item: Item) => 'taken' | 'later' | 'stop'): void {
    const later = new Map<string, Set<Item>>();
    for (let next = this.first(); next !== undefined; next = this.first()) {
      const { item, line } = next;
      const answer = take(item);
      if (answer === 'stop') break;
      this.lines.delete(item.publisher);
      if (answer === 'taken') line.delete(item);
      if (line.size > 0) (answer === 'taken' ? this.lines : later).set(item.publisher, line);
    }
    for (const [publisher, line] of later) this.lines.set(publisher, line);
  }

  private first(): { readonly item: Item; readonly line: Set<Item> } | undefined {
    for (const line of this.lines.values()) for (const item of line) return { item, line };
    return undefined;
  }
}
