import { describe, expect, it } from 'vitest';
import { MAX_EVENT_CHARACTERS, serverSentEvent, type ServerSentEvent, serverSentEvents } from '../src/http/server-sent-events.js';

const LONG_MS = 10_000;

interface Source {
  readonly bytes: ReadableStream<Uint8Array>;
  send(text: string | Uint8Array): void;
  end(): void;
  readonly cancelled: boolean;
}

function source(): Source {
  let control!: ReadableStreamDefaultController<Uint8Array>;
  let cancelled = false;
  const bytes = new ReadableStream<Uint8Array>({
    start: (controller) => void (control = controller),
    cancel: () => void (cancelled = true),
  });
  return {
    bytes,
    send: (text) => control.enqueue(typeof text === 'string' ? new TextEncoder().encode(text) : text),
    end: () => control.close(),
    get cancelled() {
      return cancelled;
    },
  };
}

async function readAll(pieces: readonly (string | Uint8Array)[]): Promise<ServerSentEvent[]> {
  const { bytes, send, end } = source();
  for (const piece of pieces) send(piece);
  end();
  const found: ServerSentEvent[] = [];
  for await (const event of serverSentEvents(bytes, LONG_MS)) found.push(event);
  return found;
}

describe('the events of a stream', () => {
  it('are read as they were written', async () => {
    const sold = { vendId: 'v', note: 'line\nbreak — ü' };

    expect(await readAll([serverSentEvent('vend', sold)])).toEqual([{ event: 'vend', data: JSON.stringify(sold) }]);
  });

  it.each<[string, string, ServerSentEvent[]]>([
    [
      'every end of line',
      'data: 1\n\ndata: 2\r\n\r\ndata: 3\r\rdata: 4\n\n',
      ['1', '2', '3', '4'].map((data) => ({ event: 'message', data })),
    ],
    ['data in several lines', 'event: a\ndata: 1\ndata: 2\n\n', [{ event: 'a', data: '1\n2' }]],
    ['a value with or without its space', 'data:1\ndata:  2\n\n', [{ event: 'message', data: '1\n 2' }]],
    ['comments, ids, pauses and fields of nobody', ': alive\nid: 7\nretry: 3000\nwhat: 1\ndata: 1\n\n', [{ event: 'message', data: '1' }]],
    ['a name without data', 'event: a\n\ndata: 1\n\n', [{ event: 'message', data: '1' }]],
    ['a byte order mark', '\uFEFFdata: 1\n\n', [{ event: 'message', data: '1' }]],
    ['an end in the middle', 'data: 1\n\ndata: 2\n', [{ event: 'message', data: '1' }]],
  ])('are told apart with %s', async (_what, text, events) => {
    expect(await readAll([text])).toEqual(events);
  });

  it('are the same wherever the network cuts them', async () => {
    const text = 'event: ä\r\ndata: 1\r\n\r\n: alive\n\nevent: b\rdata: ü€\r\rdata: 3\n\n';
    const bytes = new TextEncoder().encode(text);
    const whole = await readAll([text]);

    expect(whole.map(({ event }) => event)).toEqual(['ä', 'b', 'message']);
    for (let cut = 1; cut < bytes.length; cut++) expect(await readAll([bytes.slice(0, cut), bytes.slice(cut)])).toEqual(whole);
    expect(await readAll([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(whole);
  });

  it('come as soon as they are whole, and the stream is closed by whoever leaves', async () => {
    const stream = source();
    const events = serverSentEvents(stream.bytes, LONG_MS);
    stream.send('data: 1\n\ndata: 2');

    expect(await events.next()).toEqual({ done: false, value: { event: 'message', data: '1' } });
    expect(stream.cancelled).toBe(false);
    await events.return();
    expect(stream.cancelled).toBe(true);
  });

  it('are waited for no longer than the limit, unless a comment says that all is well', async () => {
    const stream = source();
    const events = serverSentEvents(stream.bytes, 200);
    const next = events.next();
    const beating = setInterval(() => stream.send(': alive\n\n'), 20);
    const early = await Promise.race([next.catch(() => 'gave up'), new Promise((resolve) => setTimeout(resolve, 500, 'still waiting'))]);
    clearInterval(beating);

    expect(early).toBe('still waiting');
    await expect(next).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(stream.cancelled).toBe(true);
  });

  it('are refused when one never ends', async () => {
    const piece = 'x'.repeat(MAX_EVENT_CHARACTERS / 4);

    await expect(readAll(['data: ', piece, piece, piece, piece, piece])).rejects.toThrow(RangeError);
    expect(await readAll([...Array<string>(20).fill(`data: ${piece}\n\n`)])).toHaveLength(20);
  });
});
