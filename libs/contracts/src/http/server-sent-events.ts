/** One event of a `text/event-stream`, its data still text. */
export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
}

/** A longer event is none of ours, and nothing that may never end is kept. */
export const MAX_EVENT_CHARACTERS = 1_048_576;
/** What an event is called that gives itself no name. */
const UNNAMED = 'message';
/** A carriage return may be the first half of a line's end, so that the last character of a chunk does not count as one. */
const LINE_END = /\r\n|\n|\r(?=[^])/;

/** An event as it is written: `data` is JSON, which has no line breaks of its own. */
export const serverSentEvent = (event: string, data: unknown): string => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

/**
 * Reads events as they come. Whoever leaves the loop closes the stream.
 *
 * @param silenceLimitMs the stream is given up when it says nothing for so long, not even a comment
 * @throws {DOMException} `TimeoutError` after such a silence, and what the connection throws when it breaks
 * @throws {RangeError} for an event without an end
 * @source HTML Living Standard, 9.2.5 and 9.2.6
 */
export async function* serverSentEvents(
  bytes: ReadableStream<Uint8Array>,
  silenceLimitMs: number,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  const parser = new EventParser();
  const decoder = new TextDecoder();
  // Not `for await (… of bytes)`: not every browser can.
  const reader = bytes.getReader();
  try {
    for (;;) {
      const { done, value } = await heard(reader.read(), silenceLimitMs);
      if (done) return;
      yield* parser.take(decoder.decode(value, { stream: true }));
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

async function heard<T>(reading: Promise<T>, limitMs: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DOMException(`the stream said nothing for ${limitMs} ms`, 'TimeoutError')), limitMs);
  });
  try {
    return await Promise.race([reading, silence]);
  } finally {
    clearTimeout(timer);
  }
}

class EventParser {
  private text = '';
  private name = '';
  private data: string[] = [];
  private size = 0;

  /** The events that this piece completes. */
  *take(piece: string): Generator<ServerSentEvent, void, undefined> {
    this.text += piece;
    this.size += piece.length;
    for (let end = LINE_END.exec(this.text); end !== null; end = LINE_END.exec(this.text)) {
      const line = this.text.slice(0, end.index);
      this.text = this.text.slice(end.index + end[0].length);
      if (line !== '') this.field(line);
      else yield* this.event();
    }
    if (this.size > MAX_EVENT_CHARACTERS) throw new RangeError(`an event of the stream is longer than ${MAX_EVENT_CHARACTERS} characters`);
  }

  private field(line: string): void {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'event') this.name = value;
    if (name === 'data') this.data.push(value);
  }

  private *event(): Generator<ServerSentEvent, void, undefined> {
    const [event, data] = [this.name === '' ? UNNAMED : this.name, this.data.join('\n')];
    this.name = '';
    this.data = [];
    this.size = this.text.length;
    if (data !== '') yield { event, data };
  }
}
