const SECOND_MS = 1_000;
/** As much as comes together at most, so that whoever asks meanwhile waits for no more than that. */
const BURST_MS = 250;

/**
 * How many late requests may be answered now. What the vault makes of them has to be stored, booked and delivered by others, whom live
 * sales go through as well: faster than they can would make every sale wait behind the late ones.
 */
export class LatePace {
  private readonly most: number;
  private room: number;
  private at: Date | undefined;

  /** @param perSecond requests, one at least */
  constructor(private readonly perSecond: number) {
    this.most = Math.max(1, Math.floor((perSecond * BURST_MS) / SECOND_MS));
    this.room = this.most;
  }

  /** Whole requests that there is room for; a clock that goes back gives none. */
  roomAt(now: Date): number {
    const passedMs = this.at === undefined ? 0 : Math.max(0, now.getTime() - this.at.getTime());
    this.room = Math.min(this.most, this.room + (passedMs * this.perSecond) / SECOND_MS);
    this.at = now;
    return Math.floor(this.room);
  }

  /** So many are being answered. */
  take(count: number): void {
    this.room -= count;
  }
}
