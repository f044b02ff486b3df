import type { BatchHeader } from '../record/record-batch.js';

/** Bytes of one partition that are held at most. */
export const MAX_RECENT_BYTES = 65_536;

interface RecentBatch extends Pick<BatchHeader, 'baseOffset' | 'lastOffset'> {
  readonly bytes: Buffer;
}

interface Range {
  readonly offset: number;
  readonly endOffset: number;
  readonly maxBytes: number;
}

/**
 * The newest batches of the segment that is written, in memory: those who read along, as nearly all do, cost no file a read for each of
 * them. What is in segments before it may be compacted at any time, and is read from their files.
 */
export class RecentBatches {
  private batches: RecentBatch[] = [];
  private bytes = 0;

  /** The batch that comes after all others. */
  add(bytes: Buffer, { baseOffset, lastOffset }: BatchHeader): void {
    if (bytes.length > MAX_RECENT_BYTES) return this.clear();
    // A copy: what came in may be a piece of something much larger.
    this.batches.push({ baseOffset, lastOffset, bytes: Buffer.from(bytes) });
    this.bytes += bytes.length;
    while (this.bytes > MAX_RECENT_BYTES) this.bytes -= this.batches.shift()!.bytes.length;
  }

  clear(): void {
    this.batches = [];
    this.bytes = 0;
  }

  /**
   * As `Segment.read`: whole batches from the one that holds `offset` on, at most `maxBytes` but at least one, none at or beyond
   * `endOffset`.
   *
   * @returns undefined where that begins before what is held
   */
  read({ offset, endOffset, maxBytes }: Range): Buffer | undefined {
    const [oldest] = this.batches;
    if (!oldest || offset < oldest.baseOffset) return undefined;
    const found: Buffer[] = [];
    let size = 0;
    for (const { baseOffset, lastOffset, bytes } of this.batches) {
      if (lastOffset < offset) continue;
      if (baseOffset >= endOffset || (found.length > 0 && size + bytes.length > maxBytes)) break;
      found.push(bytes);
      size += bytes.length;
    }
    return found.length === 1 ? found[0] : Buffer.concat(found, size);
  }
}
