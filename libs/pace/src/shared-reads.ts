interface Asked<Value> {
  readonly resolve: (value: Value | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Reads by a key, many in one: what is asked for in the same moment, or while a read is under way, is read together. Each read begins
 * after it was asked for, so that nobody is told what was true before.
 */
export class SharedReads<Key, Value> {
  private readonly asked = new Map<Key, Asked<Value>[]>();
  private reading = false;

  /**
   * @param read gives what there is of the keys; its failure is told to all who asked for one of them
   * @param maxKeys of one read
   */
  constructor(
    private readonly read: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>,
    private readonly maxKeys: number,
  ) {}

  /** @returns undefined where the read found nothing */
  ask(key: Key): Promise<Value | undefined> {
    return new Promise((resolve, reject) => {
      const others = this.asked.get(key);
      if (others) others.push({ resolve, reject });
      else this.asked.set(key, [{ resolve, reject }]);
      if (this.reading) return;
      this.reading = true;
      setImmediate(() => void this.readAll());
    });
  }

  /** Never rejects. */
  private async readAll(): Promise<void> {
    while (this.asked.size > 0) {
      const keys = [...this.asked.keys()].slice(0, this.maxKeys);
      const waiting = keys.map((key) => [key, this.asked.get(key) ?? []] as const);
      for (const key of keys) this.asked.delete(key);
      try {
        const found = await this.read(keys);
        for (const [key, askers] of waiting) for (const { resolve } of askers) resolve(found.get(key));
      } catch (error) {
        for (const [, askers] of waiting) for (const { reject } of askers) reject(error);
      }
    }
    this.reading = false;
  }
}
