const FIRST_BYTES = 65_536;
/** A number of up to 32 bits takes no more, seven bits to the byte. */
const VARINT_BYTES = 5;
/** No character of UTF-16 takes more in UTF-8. */
const BYTES_OF_UNIT = 3;
/** What is between 64 and 8 191 bytes long has a length of so many bytes: most records are. */
const USUAL_LENGTH_BYTES = 2;

/** Where something begins whose length, or checksum, is written before it once it is known. */
type Mark = number;

/** Writes the body of a request to a broker into one buffer. */
export class RequestWriter {
  private buffer: Buffer;
  private at = 0;

  /** @param firstBytes that there is room for at first */
  constructor(firstBytes = FIRST_BYTES) {
    this.buffer = Buffer.allocUnsafe(firstBytes);
  }

  /** A part of the buffer: whoever keeps it keeps all of that. */
  written(): Buffer {
    return this.buffer.subarray(0, this.at);
  }

  int8(value: number): void {
    this.reserve(1);
    this.at = this.buffer.writeInt8(value, this.at);
  }

  int16(value: number): void {
    this.reserve(2);
    this.at = this.buffer.writeInt16BE(value, this.at);
  }

  int32(value: number): void {
    this.reserve(4);
    this.at = this.buffer.writeInt32BE(value, this.at);
  }

  int64(value: bigint): void {
    this.reserve(8);
    this.at = this.buffer.writeBigInt64BE(value, this.at);
  }

  /** With its length in 16 bits; -1 of none. */
  text(value: string | null): void {
    if (value === null) return this.int16(-1);
    this.reserve(2 + value.length * BYTES_OF_UNIT);
    const bytes = this.buffer.write(value, this.at + 2, 'utf8');
    this.buffer.writeInt16BE(bytes, this.at);
    this.at += 2 + bytes;
  }

  bytes(value: Buffer): void {
    this.reserve(value.length);
    this.at += value.copy(this.buffer, this.at);
  }

  /** @param value of 32 bits with their sign, in zigzag */
  varint(value: number): void {
    this.reserve(VARINT_BYTES);
    this.at = this.putVarint(value, this.at);
  }

  /** With its length before it; -1 of none. */
  varintBytes(value: string | Buffer | null): void {
    if (value === null) return this.varint(-1);
    if (typeof value !== 'string') {
      this.varint(value.length);
      return this.bytes(value);
    }
    this.reserve(VARINT_BYTES + value.length * BYTES_OF_UNIT);
    // Most texts have as many bytes as characters: what is written is moved where one has not.
    const from = this.at + lengthOfVarint(value.length);
    const bytes = this.buffer.write(value, from, 'utf8');
    const to = this.at + lengthOfVarint(bytes);
    if (to !== from) this.buffer.copyWithin(to, from, from + bytes);
    this.putVarint(bytes, this.at);
    this.at = to + bytes;
  }

  /** Leaves room for 32 bits. */
  begin(): Mark {
    this.int32(0);
    return this.at;
  }

  /** Writes the length of what was written since into that room. */
  end(mark: Mark): void {
    this.buffer.writeInt32BE(this.at - mark, mark - 4);
  }

  endWith(mark: Mark, unsigned: number): void {
    this.buffer.writeUInt32BE(unsigned, mark - 4);
  }

  since(mark: Mark): Buffer {
    return this.buffer.subarray(mark, this.at);
  }

  /** Leaves room for the length of what is written next, as a varint. */
  beginVarint(): Mark {
    this.reserve(VARINT_BYTES);
    this.at += USUAL_LENGTH_BYTES;
    return this.at;
  }

  endVarint(mark: Mark): void {
    const bytes = this.at - mark;
    const room = lengthOfVarint(bytes);
    if (room !== USUAL_LENGTH_BYTES) {
      this.reserve(VARINT_BYTES);
      this.buffer.copyWithin(mark - USUAL_LENGTH_BYTES + room, mark, this.at);
      this.at += room - USUAL_LENGTH_BYTES;
    }
    this.putVarint(bytes, mark - USUAL_LENGTH_BYTES);
  }

  private putVarint(value: number, from: number): number {
    let at = from;
    let left = ((value << 1) ^ (value >> 31)) >>> 0;
    for (; left > 0x7f; left >>>= 7) this.buffer[at++] = (left & 0x7f) | 0x80;
    this.buffer[at++] = left;
    return at;
  }

  private reserve(bytes: number): void {
    if (this.at + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.buffer.length, this.at + bytes));
    this.buffer.copy(larger, 0, 0, this.at);
    this.buffer = larger;
  }
}

/** Of what is not negative: how many bytes its varint has. */
function lengthOfVarint(value: number): number {
  let bytes = 1;
  for (let left = value * 2; left > 0x7f; left = Math.floor(left / 0x80)) bytes += 1;
  return bytes;
}
