import { crc32c } from '../wire/crc32c.js';
import { readInt64, writeInt64 } from '../wire/int64.js';

/** Field positions of a record batch of magic 2. @source Kafka documentation, "Record Batch" */
const AT = {
  baseOffset: 0,
  length: 8,
  leaderEpoch: 12,
  magic: 16,
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  recordCount: 57,
} as const;

/** Bytes before the first record; offset and length come before what the length counts. */
export const BATCH_HEADER_BYTES = 61;
const LENGTH_EXCLUDES_BYTES = 12;
export const CURRENT_MAGIC = 2;

const CODEC_MASK = 0x07;
const TRANSACTIONAL_BIT = 0x10;
const CONTROL_BIT = 0x20;
const DELETE_HORIZON_BIT = 0x40;

export interface BatchHeader {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly sizeBytes: number;
  readonly magic: number;
  readonly attributes: number;
  readonly baseTimestamp: number;
  readonly maxTimestamp: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly recordCount: number;
}

/** Reads the header that starts at `at`; the caller has made sure that `BATCH_HEADER_BYTES` are there. */
export function readBatchHeader(bytes: Buffer, at = 0): BatchHeader {
  const baseOffset = readInt64(bytes, at + AT.baseOffset);
  return {
    baseOffset,
    lastOffset: baseOffset + bytes.readInt32BE(at + AT.lastOffsetDelta),
    sizeBytes: bytes.readInt32BE(at + AT.length) + LENGTH_EXCLUDES_BYTES,
    magic: bytes[at + AT.magic]!,
    attributes: bytes.readInt16BE(at + AT.attributes),
    baseTimestamp: readInt64(bytes, at + AT.baseTimestamp),
    maxTimestamp: readInt64(bytes, at + AT.maxTimestamp),
    producerId: readInt64(bytes, at + AT.producerId),
    producerEpoch: bytes.readInt16BE(at + AT.producerEpoch),
    baseSequence: bytes.readInt32BE(at + AT.baseSequence),
    recordCount: bytes.readInt32BE(at + AT.recordCount),
  };
}

/** Size of the batch that starts at `at`, header included. */
export const batchSizeAt = (bytes: Buffer, at: number): number => bytes.readInt32BE(at + AT.length) + LENGTH_EXCLUDES_BYTES;

/** Offset of the last record of the batch that starts at `at`. */
export const lastOffsetAt = (bytes: Buffer, at: number): number =>
  readInt64(bytes, at + AT.baseOffset) + bytes.readInt32BE(at + AT.lastOffsetDelta);

export const baseOffsetAt = (bytes: Buffer, at: number): number => readInt64(bytes, at + AT.baseOffset);

/** Whether the checksum of the whole batch in `bytes[at, at + size)` holds. */
export const checksumHolds = (bytes: Buffer, at: number, size: number): boolean =>
  crc32c(bytes, at + AT.attributes, at + size) === bytes.readUInt32BE(at + AT.crc);

/** Gives a produced batch its place in the log. Neither field is under the checksum. */
export function assignBaseOffset(batch: Buffer, baseOffset: number): void {
  writeInt64(batch, baseOffset, AT.baseOffset);
  batch.writeInt32BE(0, AT.leaderEpoch);
}

export const codecOf = (header: BatchHeader): number => header.attributes & CODEC_MASK;
export const isTransactional = (header: BatchHeader): boolean => (header.attributes & TRANSACTIONAL_BIT) !== 0;
export const isControl = (header: BatchHeader): boolean => (header.attributes & CONTROL_BIT) !== 0;
/** A batch whose tombstones may go once its base timestamp has passed. */
export const hasDeleteHorizon = (header: BatchHeader): boolean => (header.attributes & DELETE_HORIZON_BIT) !== 0;

export interface RewrittenBatch {
  readonly original: Buffer;
  readonly records: Buffer;
  readonly recordCount: number;
  /** Set when the tombstones inside may be dropped after that time; becomes the base timestamp. */
  readonly deleteHorizonMs: number | undefined;
}

/** A batch with fewer records than its original, in the same offset range and from the same producer. */
export function rewriteBatch({ original, records, recordCount, deleteHorizonMs }: RewrittenBatch): Buffer {
  const batch = Buffer.concat([original.subarray(0, BATCH_HEADER_BYTES), records]);
  batch.writeInt32BE(batch.length - LENGTH_EXCLUDES_BYTES, AT.length);
  batch.writeInt32BE(recordCount, AT.recordCount);
  if (deleteHorizonMs !== undefined) {
    batch.writeInt16BE(batch.readInt16BE(AT.attributes) | DELETE_HORIZON_BIT, AT.attributes);
    writeInt64(batch, deleteHorizonMs, AT.baseTimestamp);
  }
  batch.writeUInt32BE(crc32c(batch, AT.attributes), AT.crc);
  return batch;
}
