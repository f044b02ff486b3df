import { EmbeddedKafkaError } from '../embedded-kafka-error.js';

const MAX_VARINT_BYTES = 10;

/** Walks zigzag variable-length integers (32 and 64 bits alike) and the bytes between them. */
export class VarintReader {
  constructor(
    readonly bytes: Buffer,
    public at = 0,
  ) {}

  next(): number {
    let value = 0;
    let scale = 1;
    for (let count = 0; count < MAX_VARINT_BYTES; count++) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) break;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
      scale *= 128;
    }
    throw new EmbeddedKafkaError('embedded-kafka.malformed_request', 'unfinished varint in a record');
  }

  /** Length-prefixed bytes as a view; a negative length is null. */
  nextBytes(): Buffer | null {
    const length = this.next();
    if (length < 0) return null;
    return this.skip(length);
  }

  skip(length: number): Buffer {
    if (length < 0 || this.at + length > this.bytes.length) {
      throw new EmbeddedKafkaError(
        'embedded-kafka.malformed_request',
        `${length} bytes due in a record, ${this.bytes.length - this.at} left`,
      );
    }
    const start = this.at;
    this.at += length;
    return this.bytes.subarray(start, this.at);
  }
}

/** Encodes a safe integer as a zigzag variable-length integer. */
export function encodeVarint(value: number): Buffer {
  const encoded: number[] = [];
  let rest = value >= 0 ? value * 2 : -value * 2 - 1;
  while (rest >= 128) {
    encoded.push((rest % 128) | 0x80);
    rest = Math.floor(rest / 128);
  }
  encoded.push(rest);
  return Buffer.from(encoded);
}
