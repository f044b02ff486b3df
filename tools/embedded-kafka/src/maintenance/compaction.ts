import { createHash } from 'node:crypto';
import { MAX_COMPACTION_KEYS } from '../limits.js';
import type { FileCache } from '../log/file-cache.js';
import type { PartitionLog } from '../log/partition-log.js';
import type { Segment } from '../log/segment.js';
import { isReadableCodec } from '../record/compression.js';
import { codecOf } from '../record/record-batch.js';
import { decodeRecords } from '../record/records.js';
import type { TopicConfig } from '../topic-config.js';
import { type KeepRules, rewriteSegments } from './rewrite-segments.js';
import { segmentBatches } from './segment-batches.js';

/** Keys up to this length stand for themselves in memory, longer ones are hashed to as many bytes. */
const HASHED_KEY_BYTES = 32;

export interface CompactionTools {
  readonly files: FileCache;
  readonly nowMs: number;
}

export interface CompactionResult {
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

/**
 * Keeps the newest record of every key, in all segments but the one being written. Tombstones outlive `delete.retention.ms` after the compaction that
 * first met them, so that a consumer reading from the start sees every deletion.
 *
 * @returns undefined if there was too little to do
 */
export async function compactLog(log: PartitionLog, config: TopicConfig, tools: CompactionTools): Promise<CompactionResult | undefined> {
  const sealed = compactable(log, tools.nowMs - config.minCompactionLagMs);
  const dirty = sealed.filter((segment) => segment.nextOffset > log.cleanedOffset);
  const bytesBefore = sizeOf(sealed);
  if (dirty.length === 0 || sizeOf(dirty) < bytesBefore * config.minCleanableDirtyRatio) return undefined;

  for (const segment of sealed) await makeDurable(log, segment, tools.files);
  const { newest, endOffset } = await newestOffsets(dirty, tools.files, log.cleanedOffset);
  const rules = keepRules(newest, endOffset, { nowMs: tools.nowMs, deleteRetentionMs: config.deleteRetentionMs });
  const affected = sealed.filter((segment) => segment.baseOffset < endOffset);
  for (const group of groupsOf(affected, config.segmentBytes)) await rewriteSegments(log, group, { ...tools, rules });
  log.cleanedOffset = endOffset;
  return { bytesBefore, bytesAfter: sizeOf(log.segments.slice(0, -1)) };
}

/** Sealed segments that are on disk, up to the first that is too young. */
function compactable(log: PartitionLog, newestAllowedMs: number): readonly Segment[] {
  const sealed = log.segments.slice(0, -1);
  const end = sealed.findIndex((segment) => segment.readableBytes !== segment.sizeBytes || segment.maxTimestamp > newestAllowedMs);
  return end < 0 ? sealed : sealed.slice(0, end);
}

async function makeDurable(log: PartitionLog, segment: Segment, files: FileCache): Promise<void> {
  if (!log.unsynced.has(segment)) return;
  await segment.sync(files);
  log.unsynced.delete(segment);
}

interface NewestOffsets {
  readonly newest: ReadonlyMap<string, number>;
  /** The map speaks for offsets below this. */
  readonly endOffset: number;
}

async function newestOffsets(dirty: readonly Segment[], files: FileCache, fromOffset: number): Promise<NewestOffsets> {
  const newest = new Map<string, number>();
  let endOffset = fromOffset;
  for (const segment of dirty) {
    for await (const batch of segmentBatches(segment, files)) {
      if (batch.header.lastOffset < fromOffset || !isReadableCodec(codecOf(batch.header))) continue;
      if (newest.size + batch.header.recordCount > MAX_COMPACTION_KEYS && newest.size > 0) return { newest, endOffset };
      for (const record of decodeRecords(batch.bytes)) if (record.key) newest.set(keyName(record.key), record.offset);
      endOffset = batch.header.lastOffset + 1;
    }
    endOffset = segment.nextOffset;
  }
  return { newest, endOffset };
}

function keepRules(
  newest: ReadonlyMap<string, number>,
  endOffset: number,
  time: { readonly nowMs: number; readonly deleteRetentionMs: number },
): KeepRules {
  return {
    isNewest: ({ key, offset }) => key !== null && (offset >= endOffset || offset >= (newest.get(keyName(key)) ?? -1)),
    endOffset,
    nowMs: time.nowMs,
    deleteHorizonMs: time.nowMs + time.deleteRetentionMs,
  };
}

/** Neighbours that fit into one segment together are written as one. */
function groupsOf(segments: readonly Segment[], segmentBytes: number): readonly (readonly Segment[])[] {
  const groups: Segment[][] = [];
  let bytes = 0;
  for (const segment of segments) {
    const current = groups.at(-1);
    if (current && bytes + segment.sizeBytes <= segmentBytes) current.push(segment);
    else groups.push([segment]);
    bytes = current && groups.at(-1) === current ? bytes + segment.sizeBytes : segment.sizeBytes;
  }
  return groups;
}

const keyName = (key: Buffer): string =>
  (key.length < HASHED_KEY_BYTES ? key : createHash('sha256').update(key).digest()).toString('latin1');

const sizeOf = (segments: readonly Segment[]): number => segments.reduce((sum, segment) => sum + segment.sizeBytes, 0);
