import { mkdir } from 'node:fs/promises';
import { type BatchHeader, assignBaseOffset } from '../record/record-batch.js';
import type { TopicConfig } from '../topic-config.js';
import type { FileCache } from './file-cache.js';
import { ProducerStates } from './producer-states.js';
import { RecentBatches } from './recent-batches.js';
import { Segment } from './segment.js';
import { writeAll } from './write-all.js';

interface PendingWrite {
  readonly segment: Segment;
  readonly position: number;
  readonly bytes: Buffer;
}

/** What a finished round of writes made readable. */
interface Progress {
  readonly offset: number;
  readonly bytes: number;
  readonly segments: ReadonlyMap<Segment, number>;
}

/**
 * One partition on disk. `append` gives a batch its place at once; `writePending` carries it to its file and `publish`, called when the journal
 * has it too, moves the high watermark: readers see only what a power cut cannot take back.
 */
export class PartitionLog {
  segments: Segment[] = [];
  nextOffset = 0;
  /** Offset below which everything is durable; the end of the log for consumers. */
  highWatermark = 0;
  /** Raised by retention and by deleted records; offsets below are gone. */
  startOffset = 0;
  /** Offset below which compaction has been over everything. */
  cleanedOffset = 0;
  /** What the last checkpoint had; the log goes on from there even if its segments were all removed. */
  leastNextOffset = 0;
  readonly producers = new ProducerStates();
  /** Segments written since the last checkpoint. */
  readonly unsynced = new Set<Segment>();
  /** Called whenever the high watermark moves. */
  readonly waiters = new Set<() => void>();
  /** Bytes ever made readable; long polls measure arrivals by it. */
  publishedBytes = 0;
  removed = false;

  private readonly recent = new RecentBatches();
  private pending: PendingWrite[] = [];
  private progress: Progress | undefined;
  private directoryMade = false;

  constructor(
    readonly directory: string,
    private readonly files: FileCache,
  ) {}

  get active(): Segment | undefined {
    return this.segments.at(-1);
  }

  get sizeBytes(): number {
    return this.segments.reduce((sum, segment) => sum + segment.sizeBytes, 0);
  }

  /** Appends a checked batch at the end. @returns its base offset */
  append(bytes: Buffer, header: BatchHeader, at: { readonly config: TopicConfig; readonly nowMs: number }): number {
    const baseOffset = this.nextOffset;
    assignBaseOffset(bytes, baseOffset);
    this.place(bytes, { ...header, baseOffset, lastOffset: baseOffset + header.lastOffset - header.baseOffset }, at);
    return baseOffset;
  }

  /** Appends a batch that already has its offset: what the journal kept and the segments lost. */
  place(bytes: Buffer, header: BatchHeader, { config, nowMs }: { readonly config: TopicConfig; readonly nowMs: number }): void {
    const segment = this.writable(header, config, nowMs);
    const position = segment.place(header);
    this.pending.push({ segment, position, bytes });
    this.recent.add(bytes, header);
    this.nextOffset = header.lastOffset + 1;
    this.producers.record(header, this.highWatermark, nowMs);
  }

  /** Writes what was appended since the last call; `publish` then shows it. Calls must not overlap. */
  async writePending(): Promise<void> {
    const writes = this.pending;
    this.pending = [];
    const sizes = new Map(writes.map(({ segment }) => [segment, segment.sizeBytes]));
    const progress = { offset: this.nextOffset, segments: sizes, bytes: writes.reduce((sum, write) => sum + write.bytes.length, 0) };
    if (this.removed) return;
    await this.makeDirectory();
    for (const segment of sizes.keys()) {
      const own = writes.filter((write) => write.segment === segment);
      const buffers = own.map((write) => write.bytes);
      this.unsynced.add(segment);
      await this.files.use(segment, (file) => writeAll(file, buffers, own[0]!.position), true);
    }
    this.progress = progress;
  }

  publish(): void {
    if (!this.progress) return;
    for (const [segment, size] of this.progress.segments) segment.readableBytes = size;
    this.highWatermark = this.progress.offset;
    this.publishedBytes += this.progress.bytes;
    this.progress = undefined;
    for (const wake of [...this.waiters]) wake();
  }

  /** Whole batches from `offset` on; empty at the end of the log, or where the files have just been removed by retention. */
  async read(offset: number, maxBytes: number): Promise<Buffer> {
    const range = { offset, maxBytes, endOffset: this.highWatermark };
    const recent = this.recent.read(range);
    if (recent) return recent;
    for (const segment of this.segments.slice(this.segmentIndexOf(offset))) {
      const batches = await this.readSegment(segment, range);
      if (batches.length > 0) return batches;
    }
    return Buffer.alloc(0);
  }

  /** Starts a new segment, so that all before it can be removed or compacted. */
  roll(nowMs: number): void {
    if (this.active && this.active.sizeBytes > 0) this.begin(this.nextOffset, nowMs);
  }

  async makeDirectory(): Promise<void> {
    if (this.directoryMade) return;
    await mkdir(this.directory, { recursive: true });
    this.directoryMade = true;
  }

  private async readSegment(
    segment: Segment,
    range: { readonly offset: number; readonly maxBytes: number; readonly endOffset: number },
  ): Promise<Buffer> {
    if (segment.readableBytes === 0) return Buffer.alloc(0);
    try {
      return await segment.read(this.files, range);
    } catch (error) {
      // Retention or compaction took the file between the lookup and the read: the caller asks again and finds what replaced it.
      if (!this.segments.includes(segment)) return Buffer.alloc(0);
      throw error;
    }
  }

  private segmentIndexOf(offset: number): number {
    let low = 0;
    let high = this.segments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.segments[middle]!.baseOffset <= offset) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  private writable(header: BatchHeader, config: TopicConfig, nowMs: number): Segment {
    const active = this.active;
    const full =
      active &&
      active.sizeBytes > 0 &&
      (active.sizeBytes + header.sizeBytes > config.segmentBytes || nowMs - active.createdAtMs >= config.segmentMs);
    if (active && !full) return active;
    return this.begin(header.baseOffset, nowMs);
  }

  private begin(baseOffset: number, nowMs: number): Segment {
    const segment = new Segment(this.directory, { baseOffset, generation: 0 }, nowMs);
    this.segments = [...this.segments, segment];
    this.recent.clear();
    return segment;
  }
}
