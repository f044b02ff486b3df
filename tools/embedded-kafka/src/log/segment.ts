import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BATCH_HEADER_BYTES, type BatchHeader, baseOffsetAt, batchSizeAt, lastOffsetAt } from '../record/record-batch.js';
import type { FileCache } from './file-cache.js';
import { type SegmentSummary, SparseIndex } from './sparse-index.js';

const OFFSET_DIGITS = 20;
const LOG_SUFFIX = '.log';
const INDEX_SUFFIX = '.index';

export interface SegmentName {
  readonly baseOffset: number;
  /** Counts how often compaction has rewritten the segment: a rewritten file never bears the name of the one it replaces. */
  readonly generation: number;
}

export function segmentFileName({ baseOffset, generation }: SegmentName): string {
  const suffix = generation === 0 ? '' : `-${generation}`;
  return `${String(baseOffset).padStart(OFFSET_DIGITS, '0')}${suffix}${LOG_SUFFIX}`;
}

export const indexFileName = (segmentFile: string): string => segmentFile.slice(0, -LOG_SUFFIX.length) + INDEX_SUFFIX;

/** @returns undefined for a file that is not a segment */
export function parseSegmentName(name: string): SegmentName | undefined {
  const match = /^(\d{20})(?:-(\d{1,9}))?\.log$/.exec(name);
  return match ? { baseOffset: Number(match[1]), generation: Number(match[2] ?? 0) } : undefined;
}

/** One file of a partition: whole batches, back to back, of rising offsets. */
export class Segment {
  readonly path: string;
  readonly baseOffset: number;
  readonly generation: number;
  /** Bytes given out to batches; those beyond `readableBytes` are still on their way to the disk. */
  sizeBytes = 0;
  readableBytes = 0;
  /** Bytes that the index file speaks for; the index may be set aside when it speaks for all. */
  indexedBytes = -1;
  nextOffset: number;
  maxTimestamp = -1;
  /** Absent while the index of a sealed segment rests in its file. */
  index: SparseIndex | undefined = new SparseIndex();

  constructor(
    directory: string,
    name: SegmentName,
    readonly createdAtMs: number,
  ) {
    this.baseOffset = name.baseOffset;
    this.generation = name.generation;
    this.path = join(directory, segmentFileName(name));
    this.nextOffset = name.baseOffset;
  }

  get indexPath(): string {
    return indexFileName(this.path);
  }

  /** Takes in the header of the batch that comes next. @returns its position */
  place(header: BatchHeader): number {
    const position = this.sizeBytes;
    this.index ??= new SparseIndex();
    this.index.add(header, position);
    this.sizeBytes += header.sizeBytes;
    this.nextOffset = header.lastOffset + 1;
    if (header.maxTimestamp > this.maxTimestamp) this.maxTimestamp = header.maxTimestamp;
    return position;
  }

  adopt(index: SparseIndex, summary: SegmentSummary): void {
    this.index = index;
    this.sizeBytes = summary.coveredBytes;
    this.readableBytes = summary.coveredBytes;
    this.indexedBytes = summary.coveredBytes;
    this.nextOffset = summary.nextOffset;
    this.maxTimestamp = summary.maxTimestamp;
  }

  /** Brings the index back from its file if it was set aside. */
  async loadIndex(): Promise<SparseIndex> {
    if (this.index) return this.index;
    const decoded = SparseIndex.decode(await readFile(this.indexPath));
    this.index ??= decoded?.index ?? new SparseIndex();
    return this.index;
  }

  /**
   * Makes the file durable, then the index that vouches for it (in this order: an index is believed at the next start).
   *
   * @returns false if batches came in meanwhile, so that the index has to wait for the next checkpoint
   */
  async sync(files: FileCache): Promise<boolean> {
    const coveredBytes = this.readableBytes;
    await files.use(this, (file) => file.datasync());
    const index = await this.loadIndex();
    if (this.sizeBytes !== coveredBytes) return false;
    await writeFile(this.indexPath, index.encode({ coveredBytes, nextOffset: this.nextOffset, maxTimestamp: this.maxTimestamp }));
    this.indexedBytes = coveredBytes;
    return true;
  }

  async remove(files: FileCache): Promise<void> {
    files.forget(this);
    await rm(this.path, { force: true });
    await rm(this.indexPath, { force: true });
  }

  /**
   * Whole batches from the one that holds `offset` on, at most `maxBytes` but at least one, none at or beyond `endOffset`.
   *
   * @returns an empty buffer if the segment has nothing there
   */
  async read(files: FileCache, range: ReadRange): Promise<Buffer> {
    const start = (await this.loadIndex()).positionOf(range.offset);
    const end = this.readableBytes;
    return files.use(this, async (file) => {
      const readAt = async (position: number, size: number): Promise<Buffer> => {
        const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(size, end - position)));
        const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
        return buffer.subarray(0, bytesRead);
      };
      return cutBatches(readAt, start, range);
    });
  }
}

export interface ReadRange {
  readonly offset: number;
  readonly endOffset: number;
  readonly maxBytes: number;
}

/** Read ahead of what was asked for, to step over the batches before the wanted one. */
const READ_AHEAD_BYTES = 20 * 1024;

async function cutBatches(readAt: (position: number, size: number) => Promise<Buffer>, start: number, range: ReadRange): Promise<Buffer> {
  let position = start;
  for (;;) {
    const chunk = await readAt(position, range.maxBytes + READ_AHEAD_BYTES);
    if (chunk.length < BATCH_HEADER_BYTES) return Buffer.alloc(0);
    const from = skipBelow(chunk, range.offset);
    if (from + BATCH_HEADER_BYTES > chunk.length) {
      position += from;
      continue;
    }
    if (baseOffsetAt(chunk, from) >= range.endOffset) return Buffer.alloc(0);
    const to = wholeBatches(chunk, from, range);
    if (to > from) return chunk.subarray(from, to);
    const first = await readAt(position + from, batchSizeAt(chunk, from));
    return first.length === batchSizeAt(chunk, from) ? first : Buffer.alloc(0);
  }
}

/** Position in the chunk of the first batch that ends at or after `offset`; may lie beyond the chunk. */
function skipBelow(chunk: Buffer, offset: number): number {
  let at = 0;
  while (at + BATCH_HEADER_BYTES <= chunk.length && lastOffsetAt(chunk, at) < offset) at += batchSizeAt(chunk, at);
  return at;
}

function wholeBatches(chunk: Buffer, from: number, range: ReadRange): number {
  let at = from;
  while (at + BATCH_HEADER_BYTES <= chunk.length) {
    const size = batchSizeAt(chunk, at);
    if (at + size > chunk.length || at + size - from > Math.max(range.maxBytes, 1)) break;
    if (baseOffsetAt(chunk, at) >= range.endOffset) break;
    at += size;
  }
  return at;
}
