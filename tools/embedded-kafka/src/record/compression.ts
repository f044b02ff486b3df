import { gunzipSync, gzipSync } from 'node:zlib';
import { EmbeddedKafkaError } from '../embedded-kafka-error.js';
import { MAX_UNCOMPRESSED_BATCH_BYTES } from '../limits.js';

const NONE = 0;
const GZIP = 1;

/** Whether the broker can look into batches of this codec. Topics that are not compacted store every codec unread. */
export const isReadableCodec = (codec: number): boolean => codec === NONE || codec === GZIP;

/** Highest codec number the protocol knows: none, gzip, snappy, lz4, zstd. */
export const HIGHEST_CODEC = 4;

/** Unfolds the records of a batch; bounded, so that a small batch cannot fill the memory. */
export function decompress(codec: number, records: Buffer): Buffer {
  if (codec === NONE) return records;
  if (codec !== GZIP) throw new EmbeddedKafkaError('embedded-kafka.unsupported_request', `codec ${codec} cannot be read here`);
  try {
    return gunzipSync(records, { maxOutputLength: MAX_UNCOMPRESSED_BATCH_BYTES });
  } catch (cause) {
    throw new EmbeddedKafkaError('embedded-kafka.malformed_request', 'the gzip records of a batch cannot be unfolded', { cause });
  }
}

/** Folds records again with the codec their batch had. */
export const compress = (codec: number, records: Buffer): Buffer => (codec === GZIP ? gzipSync(records) : records);
