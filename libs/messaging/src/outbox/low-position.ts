/** What PostgreSQL says of the transactions of a moment: all before `xmin` have ended, none from `xmax` on had begun. */
export interface Snapshot {
  readonly xmin: bigint;
  readonly xmax: bigint;
}

const BEGINNING = 0n;

/**
 * Where the relay's looks begin, so that they do not walk over what was sent until a vacuum has cleaned up. Positions are
 * committed out of order: it moves only once all transactions have ended that could have drawn an earlier one, and a look
 * from the beginning has found nothing there. So nothing that waits is before it but rows that came back, which are marked.
 */
export class LowPosition {
  private low = BEGINNING;
  private highest = BEGINNING;
  private candidate: { readonly position: bigint; readonly xmax: bigint } | undefined;
  /** What no open transaction can be before any more; the look that is about to be made has to find it empty. */
  private settled = BEGINNING;
  private fullLookAt = Number.NEGATIVE_INFINITY;

  /** @param fullLookMs how often to look from the very beginning */
  constructor(private readonly fullLookMs: number) {}

  /** The position past which to look now. */
  async next(now: number, snapshot: () => Promise<Snapshot>): Promise<bigint> {
    if (now - this.fullLookAt < this.fullLookMs) return this.low;
    this.fullLookAt = now;
    if (this.low < this.highest) this.settle(await snapshot());
    return BEGINNING;
  }

  /** @param positions that the look found, lowest first */
  looked(from: bigint, positions: readonly bigint[]): void {
    const [first, last] = [positions[0], positions.at(-1)];
    if (from === BEGINNING) this.low = first !== undefined && first <= this.settled ? first - 1n : this.settled;
    if (last !== undefined && last > this.highest) this.highest = last;
  }

  private settle({ xmin, xmax }: Snapshot): void {
    if (this.candidate !== undefined && xmin < this.candidate.xmax) return;
    if (this.candidate !== undefined) this.settled = this.candidate.position;
    this.candidate = { position: this.highest, xmax };
  }
}
