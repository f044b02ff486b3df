import { EmbeddedKafkaError } from '../embedded-kafka-error.js';
import { readInt64 } from './int64.js';

/** Reads the fields of one request. Anything that does not fit the frame throws `embedded-kafka.malformed_request`. */
export class RequestReader {
  private at = 0;

  constructor(private readonly frame: Buffer) {}

  get remaining(): number {
    return this.frame.length - this.at;
  }

  int8(): number {
    return this.frame.readInt8(this.advance(1));
  }

  boolean(): boolean {
    return this.int8() !== 0;
  }

  int16(): number {
    return this.frame.readInt16BE(this.advance(2));
  }

  int32(): number {
    return this.frame.readInt32BE(this.advance(4));
  }

  /** A 64-bit integer; one that a number cannot hold exactly is refused as malformed. */
  int64(): number {
    const value = readInt64(this.frame, this.advance(8));
    if (!Number.isSafeInteger(value)) throw malformed('a 64-bit field is beyond 2^53');
    return value;
  }

  nullableString(): string | null {
    const length = this.int16();
    if (length < -1) throw malformed(`string length ${length}`);
    if (length === -1) return null;
    const start = this.advance(length);
    return this.frame.toString('utf8', start, start + length);
  }

  string(): string {
    const value = this.nullableString();
    if (value === null) throw malformed('null where a string is due');
    return value;
  }

  /** The bytes are a view of the frame, not a copy. */
  nullableBytes(): Buffer | null {
    const length = this.int32();
    if (length < -1) throw malformed(`bytes length ${length}`);
    if (length === -1) return null;
    const start = this.advance(length);
    return this.frame.subarray(start, start + length);
  }

  bytes(): Buffer {
    const value = this.nullableBytes();
    if (value === null) throw malformed('null where bytes are due');
    return value;
  }

  nullableArray<T>(readItem: () => T): T[] | null {
    const count = this.int32();
    if (count < -1) throw malformed(`array length ${count}`);
    if (count === -1) return null;
    // Every item takes at least one byte, so a count beyond the frame is a lie: refuse it before looping.
    if (count > this.remaining) throw malformed(`array of ${count} items in ${this.remaining} bytes`);
    const items: T[] = [];
    for (let index = 0; index < count; index++) items.push(readItem());
    return items;
  }

  array<T>(readItem: () => T): T[] {
    return this.nullableArray(readItem) ?? [];
  }

  private advance(size: number): number {
    if (size > this.remaining) throw malformed(`${size} bytes due, ${this.remaining} left`);
    const start = this.at;
    this.at += size;
    return start;
  }
}

const malformed = (what: string): EmbeddedKafkaError => new EmbeddedKafkaError('embedded-kafka.malformed_request', what);
