import type { FileHandle } from 'node:fs/promises';
import { SCAN_CHUNK_BYTES } from '../limits.js';
import {
  BATCH_HEADER_BYTES,
  type BatchHeader,
  CURRENT_MAGIC,
  batchSizeAt,
  checksumHolds,
  readBatchHeader,
} from '../record/record-batch.js';

/** No batch is larger than a request may be, so a larger length is damage. */
const LARGEST_BATCH_BYTES = 64 * 1024 * 1024;

/**
 * Walks the batches from `position` on and hands each intact one to `onBatch`.
 *
 * @returns the position after the last intact batch: the end of the file, or where it is torn
 */
export async function scanSegment(
  file: FileHandle,
  position: number,
  onBatch: (batch: Buffer, header: BatchHeader) => void,
): Promise<number> {
  let at = position;
  let wanted = SCAN_CHUNK_BYTES;
  for (;;) {
    const buffer = Buffer.allocUnsafe(wanted);
    const { bytesRead } = await file.read(buffer, 0, wanted, at);
    const chunk = buffer.subarray(0, bytesRead);
    const walked = walkChunk(chunk, onBatch);
    at += walked.consumedBytes;
    if (walked.torn || bytesRead < wanted) return at;
    wanted = Math.max(SCAN_CHUNK_BYTES, walked.nextSizeBytes);
  }
}

function walkChunk(chunk: Buffer, onBatch: (batch: Buffer, header: BatchHeader) => void) {
  let at = 0;
  while (at + BATCH_HEADER_BYTES <= chunk.length) {
    const size = batchSizeAt(chunk, at);
    if (size < BATCH_HEADER_BYTES || size > LARGEST_BATCH_BYTES || chunk[at + 16] !== CURRENT_MAGIC)
      return { consumedBytes: at, torn: true, nextSizeBytes: 0 };
    if (at + size > chunk.length) return { consumedBytes: at, torn: false, nextSizeBytes: size };
    if (!checksumHolds(chunk, at, size)) return { consumedBytes: at, torn: true, nextSizeBytes: 0 };
    onBatch(chunk.subarray(at, at + size), readBatchHeader(chunk, at));
    at += size;
  }
  return { consumedBytes: at, torn: false, nextSizeBytes: BATCH_HEADER_BYTES };
}
