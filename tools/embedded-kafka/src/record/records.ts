import { EmbeddedKafkaError } from '../embedded-kafka-error.js';
import { decompress } from './compression.js';
import { BATCH_HEADER_BYTES, codecOf, readBatchHeader } from './record-batch.js';
import { VarintReader, encodeVarint } from './varint.js';

/** One record of a batch; `tail` is everything from the key's length on, as it was sent. */
export interface StoredRecord {
  readonly offset: number;
  readonly timestamp: number;
  readonly attributes: number;
  readonly key: Buffer | null;
  readonly isTombstone: boolean;
  readonly tail: Buffer;
}

/** Decodes the records of a whole batch, unfolding it if need be. Throws `embedded-kafka.malformed_request` on one that does not parse. */
export function decodeRecords(batch: Buffer): StoredRecord[] {
  const header = readBatchHeader(batch);
  const reader = new VarintReader(decompress(codecOf(header), batch.subarray(BATCH_HEADER_BYTES)));
  const records: StoredRecord[] = [];
  for (let index = 0; index < header.recordCount; index++) {
    const body = new VarintReader(reader.skip(reader.next()));
    const attributes = body.skip(1)[0]!;
    const timestamp = header.baseTimestamp + body.next();
    const offset = header.baseOffset + body.next();
    const tail = body.bytes.subarray(body.at);
    const key = body.nextBytes();
    const isTombstone = body.nextBytes() === null;
    skipHeaders(body);
    records.push({ offset, timestamp, attributes, key, isTombstone, tail });
  }
  if (reader.at !== reader.bytes.length) throw malformed('bytes after the last record');
  return records;
}

/** Whether uncompressed records fill the batch exactly; a consumer would stumble over anything else. */
export function recordsFit(batch: Buffer, recordCount: number): boolean {
  try {
    const reader = new VarintReader(batch, BATCH_HEADER_BYTES);
    for (let index = 0; index < recordCount; index++) reader.skip(reader.next());
    return reader.at === batch.length;
  } catch {
    return false;
  }
}

/** Encodes records (without compression) relative to the given bases. */
export function encodeRecords(records: readonly StoredRecord[], base: { readonly offset: number; readonly timestamp: number }): Buffer {
  const parts: Buffer[] = [];
  for (const record of records) {
    const head = [
      Buffer.from([record.attributes]),
      encodeVarint(record.timestamp - base.timestamp),
      encodeVarint(record.offset - base.offset),
      record.tail,
    ];
    parts.push(encodeVarint(head.reduce((sum, part) => sum + part.length, 0)), ...head);
  }
  return Buffer.concat(parts);
}

function skipHeaders(body: VarintReader): void {
  const count = body.next();
  for (let index = 0; index < count; index++) {
    body.nextBytes();
    body.nextBytes();
  }
  if (body.at !== body.bytes.length) throw malformed('bytes after the headers of a record');
}

const malformed = (what: string): EmbeddedKafkaError => new EmbeddedKafkaError('embedded-kafka.malformed_request', what);
