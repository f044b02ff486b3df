import { writeInt64 } from './int64.js';

const INITIAL_BYTES = 512;
/** From this size on a payload is sent from where it lies instead of being copied. */
const REFERENCE_FROM_BYTES = 4_096;

/** Writes the fields of one response; `parts` are the buffers to send, in order. */
export class ResponseWriter {
  private readonly finished: Buffer[] = [];
  private finishedBytes = 0;
  private current = Buffer.allocUnsafe(INITIAL_BYTES);
  private at = 0;

  get length(): number {
    return this.finishedBytes + this.at;
  }

  int8(value: number): this {
    const at = this.reserve(1);
    this.current.writeInt8(value, at);
    return this;
  }

  boolean(value: boolean): this {
    return this.int8(value ? 1 : 0);
  }

  int16(value: number): this {
    const at = this.reserve(2);
    this.current.writeInt16BE(value, at);
    return this;
  }

  int32(value: number): this {
    const at = this.reserve(4);
    this.current.writeInt32BE(value, at);
    return this;
  }

  int64(value: number): this {
    const at = this.reserve(8);
    writeInt64(this.current, value, at);
    return this;
  }

  nullableString(value: string | null): this {
    if (value === null) return this.int16(-1);
    const size = Buffer.byteLength(value);
    this.int16(size);
    const at = this.reserve(size);
    this.current.write(value, at);
    return this;
  }

  string(value: string): this {
    return this.nullableString(value);
  }

  bytes(value: Buffer): this {
    this.int32(value.length);
    if (value.length >= REFERENCE_FROM_BYTES) {
      this.seal();
      this.finished.push(value);
      this.finishedBytes += value.length;
      return this;
    }
    const at = this.reserve(value.length);
    value.copy(this.current, at);
    return this;
  }

  array<T>(items: readonly T[], writeItem: (item: T) => void): this {
    this.int32(items.length);
    for (const item of items) writeItem(item);
    return this;
  }

  parts(): readonly Buffer[] {
    this.seal();
    return this.finished;
  }

  private seal(): void {
    if (this.at === 0) return;
    this.finished.push(this.current.subarray(0, this.at));
    this.finishedBytes += this.at;
    this.current = this.current.subarray(this.at);
    this.at = 0;
  }

  private reserve(size: number): number {
    if (this.at + size > this.current.length) {
      const grown = Buffer.allocUnsafe(Math.max((this.at + size) * 2, INITIAL_BYTES));
      this.current.copy(grown, 0, 0, this.at);
      this.current = grown;
    }
    const start = this.at;
    this.at += size;
    return start;
  }
}
