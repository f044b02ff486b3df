import type { FileCache } from '../log/file-cache.js';
import type { PartitionLog } from '../log/partition-log.js';
import type { Segment } from '../log/segment.js';
import type { TopicConfig } from '../topic-config.js';

const WITHOUT_BOUND = -1;

export interface RemovedSegments {
  readonly segments: number;
  readonly bytes: number;
}

export interface RetentionTools {
  readonly files: FileCache;
  readonly nowMs: number;
  /** Gives up the records before an offset, durably, before their files go. */
  readonly moveStart: (offset: number) => Promise<void>;
}

/**
 * Removes the oldest segments that are past the topic's time or beyond its size, or wholly before its start offset. A segment goes as a whole, so a
 * log may keep up to one segment more than its settings say.
 */
export async function applyRetention(
  log: PartitionLog,
  config: TopicConfig,
  { files, nowMs, moveStart }: RetentionTools,
): Promise<RemovedSegments> {
  const isExpired = (segment: Segment): boolean =>
    config.delete &&
    config.retentionMs !== WITHOUT_BOUND &&
    (segment.maxTimestamp < 0 ? segment.createdAtMs : segment.maxTimestamp) < nowMs - config.retentionMs;
  const isUnwanted = (segment: Segment): boolean => isExpired(segment) || segment.nextOffset <= log.startOffset;
  const { active } = log;
  // The last segment may go too, once a new one has taken its place.
  if (active && active.sizeBytes > 0 && isSettled(active) && log.segments.every(isUnwanted)) log.roll(nowMs);

  let excessBytes = config.delete && config.retentionBytes !== WITHOUT_BOUND ? log.sizeBytes - config.retentionBytes : 0;
  const doomed: Segment[] = [];
  for (const segment of log.segments.slice(0, -1)) {
    const isExcess = excessBytes >= segment.sizeBytes && segment.sizeBytes > 0;
    if (!isSettled(segment) || !(isExcess || isUnwanted(segment))) break;
    excessBytes -= segment.sizeBytes;
    doomed.push(segment);
  }
  const last = doomed.at(-1);
  if (last) await moveStart(last.nextOffset);
  log.segments = log.segments.slice(doomed.length);
  for (const segment of doomed) {
    log.unsynced.delete(segment);
    await segment.remove(files);
  }
  return { segments: doomed.length, bytes: doomed.reduce((sum, segment) => sum + segment.sizeBytes, 0) };
}

/** Nothing of it is still on its way to the disk. */
const isSettled = (segment: Segment): boolean => segment.readableBytes === segment.sizeBytes;
