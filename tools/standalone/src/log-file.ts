import { createWriteStream, type WriteStream } from 'node:fs';

/** After a failure nothing is tried for so long. */
const REST_MS = 10_000;

/**
 * What a part has to say, in a file. What cannot be written, as on a full disk, is left out, and somebody is told; the part itself goes on,
 * and so does its file once there is room.
 */
export class LogFile {
  private stream: WriteStream | undefined;
  private failedAt = -Infinity;
  private ended = false;

  constructor(
    private readonly file: string,
    private readonly onFailure: (error: Error) => void,
  ) {}

  write(chunk: Buffer): void {
    if (this.ended || performance.now() - this.failedAt < REST_MS) return;
    this.stream ??= this.open();
    this.stream.write(chunk);
  }

  /** Nothing is written any more. */
  end(): void {
    this.ended = true;
    this.stream?.end();
  }

  private open(): WriteStream {
    const stream = createWriteStream(this.file, { flags: 'a', mode: 0o600 });
    stream.on('error', (error) => {
      if (this.stream !== stream) return;
      this.stream = undefined;
      this.failedAt = performance.now();
      this.onFailure(error);
    });
    return stream;
  }
}
