import { isReadableCodec } from '../record/compression.js';
import { batchSizeAt, codecOf, readBatchHeader } from '../record/record-batch.js';
import { decodeRecords } from '../record/records.js';
import type { PartitionLog } from './partition-log.js';

const READ_BYTES = 256 * 1024;

export interface TimedOffset {
  readonly offset: number;
  readonly timestamp: number;
}

/**
 * The first durable record whose time is `timestamp` or later (milliseconds).
 *
 * In a batch of a codec that is not read here the answer is the batch's first record: early, never late.
 */
export async function offsetOfTime(log: PartitionLog, timestamp: number): Promise<TimedOffset | undefined> {
  let offset = await nearby(log, timestamp);
  while (offset < log.highWatermark) {
    const batches = await log.read(offset, READ_BYTES);
    if (batches.length === 0) return undefined;
    for (let at = 0; at < batches.length; at += batchSizeAt(batches, at)) {
      const batch = batches.subarray(at, at + batchSizeAt(batches, at));
      const header = readBatchHeader(batch);
      const found = header.maxTimestamp >= timestamp ? firstIn(batch, timestamp, log.startOffset) : undefined;
      if (found) return found;
      offset = header.lastOffset + 1;
    }
  }
  return undefined;
}

/** An offset at or before the wanted one, from the first segment that reaches the time and its index. */
async function nearby(log: PartitionLog, timestamp: number): Promise<number> {
  const segment = log.segments.find(({ maxTimestamp }) => maxTimestamp >= timestamp);
  if (!segment) return log.highWatermark;
  return Math.max(log.startOffset, (await segment.loadIndex()).offsetOfTime(timestamp) ?? segment.baseOffset);
}

function firstIn(batch: Buffer, timestamp: number, startOffset: number): TimedOffset | undefined {
  const header = readBatchHeader(batch);
  if (!isReadableCodec(codecOf(header))) return { offset: header.baseOffset, timestamp: header.baseTimestamp };
  return decodeRecords(batch).find((record) => record.timestamp >= timestamp && record.offset >= startOffset);
}
