/** Collects single items and hands them on together: when so many are there, or so long after the first. */
export class Batcher<Item> {
  private items: Item[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly maxItems: number,
    private readonly waitMs: number,
    private readonly flush: (items: readonly Item[]) => void,
  ) {}

  add(item: Item): void {
    this.items.push(item);
    if (this.items.length >= this.maxItems) this.flushNow();
    else this.timer ??= setTimeout(() => this.flushNow(), this.waitMs);
  }

  flushNow(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.items.length === 0) return;
    const items = this.items;
    this.items = [];
    this.flush(items);
  }
}
