import type { FileCache } from '../log/file-cache.js';
import type { Segment } from '../log/segment.js';
import { SCAN_CHUNK_BYTES } from '../limits.js';
import { type BatchHeader, batchSizeAt, readBatchHeader } from '../record/record-batch.js';

export interface StoredBatch {
  readonly bytes: Buffer;
  readonly header: BatchHeader;
}

/** The batches of a segment in order, a chunk in memory at a time. */
export async function* segmentBatches(segment: Segment, files: FileCache): AsyncGenerator<StoredBatch> {
  let offset = segment.baseOffset;
  for (;;) {
    const chunk = await segment.read(files, { offset, endOffset: Number.MAX_SAFE_INTEGER, maxBytes: SCAN_CHUNK_BYTES });
    if (chunk.length === 0) return;
    for (let at = 0; at < chunk.length; at += batchSizeAt(chunk, at)) {
      const bytes = chunk.subarray(at, at + batchSizeAt(chunk, at));
      const header = readBatchHeader(bytes);
      yield { bytes, header };
      offset = header.lastOffset + 1;
    }
  }
}
