import { type FileHandle, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileCache } from '../log/file-cache.js';
import type { PartitionLog } from '../log/partition-log.js';
import { Segment, segmentFileName } from '../log/segment.js';
import { writeAll } from '../log/write-all.js';
import { compress, isReadableCodec } from '../record/compression.js';
import { codecOf, hasDeleteHorizon, readBatchHeader, rewriteBatch } from '../record/record-batch.js';
import { type StoredRecord, decodeRecords, encodeRecords } from '../record/records.js';
import { syncDirectory } from '../log/write-durably.js';
import { type StoredBatch, segmentBatches } from './segment-batches.js';

const UNFINISHED_SUFFIX = '.cleaning';

export interface KeepRules {
  readonly isNewest: (record: StoredRecord) => boolean;
  /** Batches from here on are copied as they are. */
  readonly endOffset: number;
  readonly nowMs: number;
  /** When tombstones first met by this compaction may go. */
  readonly deleteHorizonMs: number;
}

export interface RewriteTools {
  readonly files: FileCache;
  readonly nowMs: number;
  readonly rules: KeepRules;
}

/**
 * Writes what is kept of neighbouring segments as one new segment and puts it in their place. The new file is durable under its name before the old
 * ones go; a crash in between leaves both, and the next start keeps the new one.
 */
export async function rewriteSegments(log: PartitionLog, group: readonly Segment[], tools: RewriteTools): Promise<void> {
  const first = group[0]!;
  const name = { baseOffset: first.baseOffset, generation: Math.max(...group.map((segment) => segment.generation)) + 1 };
  const target = new Segment(log.directory, name, first.createdAtMs);
  const unfinished = target.path + UNFINISHED_SUFFIX;

  const file = await open(unfinished, 'w');
  try {
    for (const segment of group)
      for await (const batch of segmentBatches(segment, tools.files)) await copyKept(file, target, keep(batch, tools.rules));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, join(log.directory, segmentFileName(name)));
  await syncDirectory(log.directory);
  target.nextOffset = group.at(-1)!.nextOffset;
  target.readableBytes = target.sizeBytes;
  await target.sync(tools.files);

  log.segments = log.segments.flatMap((segment) => (segment === first ? [target] : group.includes(segment) ? [] : [segment]));
  for (const segment of group) await segment.remove(tools.files);
}

async function copyKept(file: FileHandle, target: Segment, batch: Buffer | undefined): Promise<void> {
  if (!batch) return;
  const position = target.place(readBatchHeader(batch));
  await writeAll(file, [batch], position);
}

/** The batch with the records that stay: the same buffer if all do, undefined if none does. */
function keep({ bytes, header }: StoredBatch, rules: KeepRules): Buffer | undefined {
  // Batches of other codecs date from before the topic was compacted, since it takes none: they cannot be looked into and stay.
  if (header.baseOffset >= rules.endOffset || !isReadableCodec(codecOf(header))) return bytes;
  const records = decodeRecords(bytes);
  const tombstonesMayGo = hasDeleteHorizon(header) && header.baseTimestamp <= rules.nowMs;
  const kept = records.filter((record) => rules.isNewest(record) && !(record.isTombstone && tombstonesMayGo));
  if (kept.length === 0) return undefined;
  const needsHorizon = !hasDeleteHorizon(header) && kept.some((record) => record.isTombstone);
  if (kept.length === records.length && !needsHorizon) return bytes;

  const deleteHorizonMs = needsHorizon ? rules.deleteHorizonMs : undefined;
  const encoded = encodeRecords(kept, { offset: header.baseOffset, timestamp: deleteHorizonMs ?? header.baseTimestamp });
  return rewriteBatch({ original: bytes, records: compress(codecOf(header), encoded), recordCount: kept.length, deleteHorizonMs });
}
