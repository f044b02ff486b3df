import { EmbeddedKafkaError } from '../embedded-kafka-error.js';
import { MAX_REQUEST_BYTES } from '../limits.js';

const LENGTH_BYTES = 4;
/** api key, api version, correlation id and the length of the client id. */
const SMALLEST_REQUEST_BYTES = 10;

/**
 * Cuts a byte stream into length-prefixed frames. Memory follows what arrived, never what a length claims;
 * a length out of bounds throws `embedded-kafka.malformed_request` before its frame is read.
 */
export class FrameSplitter {
  private chunks: Buffer[] = [];
  private held = 0;
  private frameLength = -1;

  constructor(private readonly smallestBytes = SMALLEST_REQUEST_BYTES) {}

  /** @returns the frames that `chunk` completes, in order */
  push(chunk: Buffer): Buffer[] {
    this.chunks.push(chunk);
    this.held += chunk.length;
    const frames: Buffer[] = [];
    for (;;) {
      if (this.frameLength < 0) {
        if (this.held < LENGTH_BYTES) return frames;
        this.frameLength = this.checkedLength(this.take(LENGTH_BYTES).readInt32BE(0));
      }
      if (this.held < this.frameLength) return frames;
      frames.push(this.take(this.frameLength));
      this.frameLength = -1;
    }
  }

  private take(size: number): Buffer {
    const first = this.chunks[0]!;
    const all = first.length >= size ? first : Buffer.concat(this.chunks, this.held);
    if (all !== first) this.chunks = [all];
    if (all.length === size) this.chunks.shift();
    else this.chunks[0] = all.subarray(size);
    this.held -= size;
    return all.subarray(0, size);
  }

  private checkedLength(length: number): number {
    if (length >= this.smallestBytes && length <= MAX_REQUEST_BYTES) return length;
    throw new EmbeddedKafkaError(
      'embedded-kafka.malformed_request',
      `frame of ${length} bytes; ${this.smallestBytes} to ${MAX_REQUEST_BYTES} are served`,
    );
  }
}
