import { encodeVarint } from '../../src/record/varint.js';
import { crc32c } from '../../src/wire/crc32c.js';
import { writeInt64 } from '../../src/wire/int64.js';

export interface RawBatch {
  readonly values: readonly string[];
  readonly producerId?: number;
  readonly producerEpoch?: number;
  readonly baseSequence?: number;
  /** Now, unless set: a producer whose batches are old is soon forgotten. */
  readonly timestamp?: number;
  readonly attributes?: number;
}

const HEADER_BYTES = 61;

/** Builds a record batch of magic 2 by hand, with any producer fields. */
export function rawBatch({
  values,
  producerId = -1,
  producerEpoch = -1,
  baseSequence = -1,
  timestamp = Date.now(),
  attributes = 0,
}: RawBatch): Buffer {
  const records = values.map((value, index) => {
    const bytes = Buffer.from(value);
    const body = Buffer.concat([
      Buffer.from([0]),
      encodeVarint(0),
      encodeVarint(index),
      encodeVarint(-1),
      encodeVarint(bytes.length),
      bytes,
      encodeVarint(0),
    ]);
    return Buffer.concat([encodeVarint(body.length), body]);
  });
  const batch = Buffer.concat([Buffer.alloc(HEADER_BYTES), ...records]);
  batch.writeInt32BE(batch.length - 12, 8);
  batch[16] = 2;
  batch.writeInt16BE(attributes, 21);
  batch.writeInt32BE(values.length - 1, 23);
  writeInt64(batch, timestamp, 27);
  writeInt64(batch, timestamp, 35);
  writeInt64(batch, producerId, 43);
  batch.writeInt16BE(producerEpoch, 51);
  batch.writeInt32BE(baseSequence, 53);
  batch.writeInt32BE(values.length, 57);
  batch.writeUInt32BE(crc32c(batch, 21), 17);
  return batch;
}
