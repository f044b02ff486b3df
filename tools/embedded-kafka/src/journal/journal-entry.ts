import { crc32 } from 'node:zlib';
import type { OffsetEntry } from '../group/committed-offsets.js';

/** Records before `startOffset` are gone, by retention or by wish. */
export interface StartEntry {
  readonly topicId: number;
  readonly partition: number;
  readonly startOffset: number;
}

export type JournalEntry =
  | { readonly kind: 'batch'; readonly topicId: number; readonly partition: number; readonly batch: Buffer }
  | { readonly kind: 'offsets'; readonly offsets: readonly OffsetEntry[] }
  | { readonly kind: 'start'; readonly start: StartEntry };

const KIND_BATCH = 1;
const KIND_OFFSETS = 2;
const KIND_START = 3;
/** Payload length, CRC of kind and payload, kind. */
const HEAD_BYTES = 9;
const BATCH_PREFIX_BYTES = 8;
const MAX_PAYLOAD_BYTES = 64 * 1024 * 1024;

/** Encodes a batch that has its offset; the batch itself is not copied. */
export function encodeBatchEntry(topicId: number, partition: number, batch: Buffer): readonly Buffer[] {
  const head = Buffer.allocUnsafe(HEAD_BYTES + BATCH_PREFIX_BYTES);
  head.writeUInt32BE(BATCH_PREFIX_BYTES + batch.length, 0);
  head[8] = KIND_BATCH;
  head.writeUInt32BE(topicId, HEAD_BYTES);
  head.writeUInt32BE(partition, HEAD_BYTES + 4);
  head.writeUInt32BE(crc32(batch, crc32(head.subarray(8))), 4);
  return [head, batch];
}

export const encodeOffsetsEntry = (offsets: readonly OffsetEntry[]): readonly Buffer[] => encodeJsonEntry(KIND_OFFSETS, offsets);

export const encodeStartEntry = (start: StartEntry): readonly Buffer[] => encodeJsonEntry(KIND_START, start);

function encodeJsonEntry(kind: number, value: object): readonly Buffer[] {
  const payload = Buffer.from(JSON.stringify(value));
  const head = Buffer.allocUnsafe(HEAD_BYTES);
  head.writeUInt32BE(payload.length, 0);
  head[8] = kind;
  head.writeUInt32BE(crc32(payload, crc32(head.subarray(8))), 4);
  return [head, payload];
}

/**
 * Reads the entries of a journal file in order.
 *
 * @returns the bytes that were good; the rest is torn
 */
export function decodeJournal(file: Buffer, onEntry: (entry: JournalEntry) => void): number {
  let at = 0;
  while (at + HEAD_BYTES <= file.length) {
    const length = file.readUInt32BE(at);
    const end = at + HEAD_BYTES + length;
    if (length > MAX_PAYLOAD_BYTES || end > file.length) break;
    if (crc32(file.subarray(at + 8, end)) !== file.readUInt32BE(at + 4)) break;
    onEntry(decodeEntry(file[at + 8]!, file.subarray(at + HEAD_BYTES, end)));
    at = end;
  }
  return at;
}

function decodeEntry(kind: number, payload: Buffer): JournalEntry {
  if (kind === KIND_OFFSETS) return { kind: 'offsets', offsets: JSON.parse(payload.toString('utf8')) as OffsetEntry[] };
  if (kind === KIND_START) return { kind: 'start', start: JSON.parse(payload.toString('utf8')) as StartEntry };
  return {
    kind: 'batch',
    topicId: payload.readUInt32BE(0),
    partition: payload.readUInt32BE(4),
    batch: payload.subarray(BATCH_PREFIX_BYTES),
  };
}
