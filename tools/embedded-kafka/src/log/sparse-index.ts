import { crc32 } from 'node:zlib';
import { INDEX_INTERVAL_BYTES } from '../limits.js';
import type { BatchHeader } from '../record/record-batch.js';
import { readInt64, writeInt64 } from '../wire/int64.js';

const FILE_MAGIC = 0x4f504931;
const FILE_HEADER_BYTES = 36;
const ENTRY_BYTES = 24;

/** What is known of a segment without its entries. */
export interface SegmentSummary {
  /** Bytes of the segment that the index describes. */
  readonly coveredBytes: number;
  /** Offset after the last one the segment stands for. */
  readonly nextOffset: number;
  /** Largest record time, -1 for none. */
  readonly maxTimestamp: number;
}

/** Where, roughly, a segment holds an offset or a time: one entry per `INDEX_INTERVAL_BYTES`, each covering the bytes up to the next entry. */
export class SparseIndex {
  private readonly offsets: number[] = [];
  private readonly positions: number[] = [];
  private readonly maxTimestamps: number[] = [];

  add(header: BatchHeader, position: number): void {
    const last = this.positions.length - 1;
    if (last < 0 || position - this.positions[last]! >= INDEX_INTERVAL_BYTES) {
      this.offsets.push(header.baseOffset);
      this.positions.push(position);
      this.maxTimestamps.push(header.maxTimestamp);
    } else if (header.maxTimestamp > this.maxTimestamps[last]!) {
      this.maxTimestamps[last] = header.maxTimestamp;
    }
  }

  /** Position of a batch at or before the one that holds `offset`. */
  positionOf(offset: number): number {
    let low = 0;
    let high = this.offsets.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.offsets[middle]! <= offset) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? 0 : this.positions[low - 1]!;
  }

  /** Offset of a batch at or before the first record of that time or later; undefined if no entry reaches it. */
  offsetOfTime(timestamp: number): number | undefined {
    const entry = this.maxTimestamps.findIndex((largest) => largest >= timestamp);
    return entry < 0 ? undefined : this.offsets[entry];
  }

  /** The index as a file: checked as a whole by its CRC, so that a torn one is seen and rebuilt. */
  encode(summary: SegmentSummary): Buffer {
    const file = Buffer.alloc(FILE_HEADER_BYTES + this.offsets.length * ENTRY_BYTES);
    file.writeUInt32BE(FILE_MAGIC, 0);
    writeInt64(file, summary.coveredBytes, 8);
    writeInt64(file, summary.nextOffset, 16);
    writeInt64(file, summary.maxTimestamp, 24);
    file.writeUInt32BE(this.offsets.length, 32);
    this.offsets.forEach((offset, entry) => {
      const at = FILE_HEADER_BYTES + entry * ENTRY_BYTES;
      writeInt64(file, offset, at);
      writeInt64(file, this.positions[entry]!, at + 8);
      writeInt64(file, this.maxTimestamps[entry]!, at + 16);
    });
    file.writeUInt32BE(crc32(file.subarray(8)), 4);
    return file;
  }

  /** @returns undefined for a file that is torn or none of ours */
  static decode(file: Buffer): { readonly index: SparseIndex; readonly summary: SegmentSummary } | undefined {
    if (file.length < FILE_HEADER_BYTES || file.readUInt32BE(0) !== FILE_MAGIC) return undefined;
    if (file.readUInt32BE(4) !== crc32(file.subarray(8))) return undefined;
    const index = new SparseIndex();
    for (let at = FILE_HEADER_BYTES; at + ENTRY_BYTES <= file.length; at += ENTRY_BYTES) {
      index.offsets.push(readInt64(file, at));
      index.positions.push(readInt64(file, at + 8));
      index.maxTimestamps.push(readInt64(file, at + 16));
    }
    return { index, summary: { coveredBytes: readInt64(file, 8), nextOffset: readInt64(file, 16), maxTimestamp: readInt64(file, 24) } };
  }
}
