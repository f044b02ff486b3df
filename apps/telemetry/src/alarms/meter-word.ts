import { limits } from '../telemetry-limits.js';

/** When a meter said something. */
export interface MeterWord {
  /** By its clock, as far as that is not ahead of ours. */
  readonly at: Date;
  /** The meter's own counter of its messages. */
  readonly seq: number;
  /** By our clock. */
  readonly receivedAt: Date;
}

/**
 * Whether a meter said one thing after another, as far as that can be known: by its clock; or where that is further back than any
 * word comes late, by its counter, or because the other came to us as long ago: then it is the clock that fell back.
 */
export function isLaterWord(word: MeterWord, other: MeterWord): boolean {
  if (word.at >= other.at) return true;
  const { maxLatenessMs } = limits.shadow;
  const fellBack = word.seq > other.seq && other.at.getTime() - word.at.getTime() > maxLatenessMs;
  return fellBack || word.receivedAt.getTime() - other.receivedAt.getTime() > maxLatenessMs;
}
