/** Whose a task is, and whether it goes before those that can wait. */
export interface Turn {
  readonly of: string;
  readonly urgent?: boolean;
}

export interface QueueLimits {
  readonly running: number;
  readonly waiting: number;
  readonly waitingOfOne: number;
}

type Lines = Map<string, (() => void)[]>;

/**
 * Runs so many asynchronous tasks at once. The rest wait, each owner in a line of its own, and the owners take turns: whoever
 * asks much waits behind himself. Urgent ones go first. Beyond the named numbers a task is refused.
 */
export class FairQueue {
  private running = 0;
  private waiting = 0;
  private readonly urgent: Lines = new Map();
  private readonly patient: Lines = new Map();

  constructor(private readonly limits: QueueLimits) {}

  /** @throws where too many wait already, in all or of this owner */
  async run<T>(turn: Turn, task: () => Promise<T>): Promise<T> {
    if (this.running >= this.limits.running) await this.wait(turn);
    else this.running++;
    try {
      return await task();
    } finally {
      const next = this.takeNext(this.urgent) ?? this.takeNext(this.patient);
      if (next) next();
      else this.running--;
    }
  }

  private wait({ of, urgent = false }: Turn): Promise<void> {
    const lines = urgent ? this.urgent : this.patient;
    const line = lines.get(of) ?? [];
    if (this.waiting >= this.limits.waiting || line.length >= this.limits.waitingOfOne) throw new Error('too many wait already');
    lines.set(of, line);
    this.waiting++;
    return new Promise((resolve) => line.push(resolve));
  }

  /** The first of the owner whose turn it is, who goes to the end of the round. */
  private takeNext(lines: Lines): (() => void) | undefined {
    const [turn] = lines;
    if (turn === undefined) return undefined;
    const [of, line] = turn;
    const first = line.shift();
    lines.delete(of);
    if (line.length > 0) lines.set(of, line);
    this.waiting--;
    return first;
  }
}
