import { readFile, readdir, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrokerLogger } from '../broker-logger.js';
import type { FileCache } from './file-cache.js';
import type { PartitionLog } from './partition-log.js';
import { scanSegment } from './scan-segment.js';
import { Segment, type SegmentName, indexFileName, parseSegmentName, segmentFileName } from './segment.js';
import { SparseIndex } from './sparse-index.js';

export interface LoadTools {
  readonly files: FileCache;
  readonly logger: BrokerLogger;
  readonly nowMs: number;
}

/**
 * Opens the segments of a partition. What an index vouches for is trusted (it was synced before the index was written); everything after it is
 * checked batch by batch, and the log ends where the first torn batch begins. The journal then brings back what was acknowledged beyond.
 */
export async function loadPartitionLog(log: PartitionLog, tools: LoadTools): Promise<void> {
  const names = await readdir(log.directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [] as string[];
    throw error;
  });
  let torn = false;
  for (const name of await newestGenerations(log.directory, names)) {
    const segment = new Segment(log.directory, name, (await stat(join(log.directory, segmentFileName(name)))).mtimeMs);
    // Left behind by a compaction that was cut off, or beyond a tear: either way its place is taken or its past is missing.
    if (torn || segment.baseOffset < log.nextOffset) {
      await segment.remove(tools.files);
      continue;
    }
    torn = await loadSegment(log, segment, tools);
    log.segments = [...log.segments, segment];
    log.nextOffset = segment.nextOffset;
  }
  if (log.nextOffset < log.leastNextOffset) {
    if (log.segments.length > 0)
      tools.logger.error(
        { directory: log.directory, ...range(log) },
        'synced records are missing from the segments; their offsets stay empty',
      );
    log.nextOffset = log.leastNextOffset;
  }
  log.highWatermark = log.nextOffset;
  log.startOffset = Math.max(log.startOffset, log.segments[0]?.baseOffset ?? log.nextOffset);
  setAsideIndexes(log);
}

/** Sealed segments that are safe on disk need no index in memory: it is read again when somebody reads there. */
export function setAsideIndexes(log: PartitionLog): void {
  for (const segment of log.segments.slice(0, -1)) if (segment.indexedBytes === segment.sizeBytes) segment.index = undefined;
}

const range = (log: PartitionLog) => ({ from: log.nextOffset, to: log.leastNextOffset });

/** The segments of a folder in order. Everything else there was left by a compaction or a removal that was cut off, and goes. */
async function newestGenerations(directory: string, names: readonly string[]): Promise<readonly SegmentName[]> {
  const newest = new Map<number, SegmentName>();
  for (const name of names.map(parseSegmentName)) {
    if (name && name.generation >= (newest.get(name.baseOffset)?.generation ?? 0)) newest.set(name.baseOffset, name);
  }
  const kept = [...newest.values()].sort((left, right) => left.baseOffset - right.baseOffset);
  const keptFiles = new Set(kept.map(segmentFileName).flatMap((file) => [file, indexFileName(file)]));
  for (const name of names) if (!keptFiles.has(name)) await rm(join(directory, name), { force: true });
  return kept;
}

async function loadSegment(log: PartitionLog, segment: Segment, { files, logger, nowMs }: LoadTools): Promise<boolean> {
  const fileBytes = (await stat(segment.path)).size;
  const saved = SparseIndex.decode(await readFile(segment.indexPath).catch(() => Buffer.alloc(0)));
  if (saved && saved.summary.coveredBytes <= fileBytes) segment.adopt(saved.index, saved.summary);
  if (segment.sizeBytes === fileBytes) return false;

  log.unsynced.add(segment);
  const end = await files.use(segment, (file) =>
    scanSegment(file, segment.sizeBytes, (_batch, header) => {
      segment.place(header);
      log.producers.record(header, 0, nowMs);
    }),
  );
  segment.readableBytes = segment.sizeBytes;
  if (end === fileBytes) return false;
  logger.warn(
    { path: segment.path, keptBytes: end, droppedBytes: fileBytes - end },
    'the tail of a segment is torn; it ends at its last intact batch',
  );
  await truncate(segment.path, end);
  return true;
}
