import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BODY_TIME, limitBodyTime } from './body-time.js';

const RULES = { wholeMs: 1_000, window: { ms: 100, bytes: 50 } };

/** A request whose body comes as a test lets it. */
function requestOf(headers: Record<string, string> = { 'transfer-encoding': 'chunked' }) {
  const body = new PassThrough({ highWaterMark: 1_000 });
  const socket = { bytesRead: 700 };
  const request = Object.assign(body, { headers, socket, complete: false });
  return {
    request: request as unknown as IncomingMessage,
    /** So many bytes come, and are read here unless said. */
    arrive: (bytes: number, { read = true } = {}): void => {
      socket.bytesRead += bytes;
      body.write(Buffer.alloc(bytes));
      if (read) body.read();
    },
    end: (): void => {
      request.complete = true;
      body.end();
      body.resume();
    },
  };
}

describe('the time that a body may take', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is for all of it together where it is handed over whole, however fast it comes', () => {
    const [late, { request, arrive }] = [vi.fn(), requestOf()];
    limitBodyTime(request, RULES, { streamed: false, late });

    for (let nth = 0; nth < 9; nth++) {
      arrive(500);
      vi.advanceTimersByTime(100);
    }
    expect(late).not.toHaveBeenCalled();
    vi.advanceTimersByTime(100);

    expect(late).toHaveBeenCalledTimes(1);
  });

  it('is as long as it keeps coming where it is read as it comes', () => {
    const [late, { request, arrive }] = [vi.fn(), requestOf()];
    limitBodyTime(request, RULES, { streamed: true, late });

    for (let nth = 0; nth < 100; nth++) {
      arrive(50);
      vi.advanceTimersByTime(100);
    }
    expect(late).not.toHaveBeenCalled();
    arrive(49);
    vi.advanceTimersByTime(100);

    expect(late).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(10_000);
    expect(late).toHaveBeenCalledTimes(1);
  });

  it('does not run while what has come waits to be read here', () => {
    const [late, { request, arrive }] = [vi.fn(), requestOf()];
    limitBodyTime(request, RULES, { streamed: true, late });
    arrive(60, { read: false });
    vi.advanceTimersByTime(5_000);
    expect(late).not.toHaveBeenCalled();

    request.read();
    vi.advanceTimersByTime(100);

    expect(late).toHaveBeenCalledTimes(1);
  });

  it.each([true, false])('is over with the body (streamed: %s)', async (streamed) => {
    const [late, { request, arrive, end }] = [vi.fn(), requestOf()];
    limitBodyTime(request, RULES, { streamed, late });
    arrive(50);
    end();

    await vi.advanceTimersByTimeAsync(5_000);

    expect(late).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([{}, { 'content-length': '0' }])('is nothing to a request without a body: %j', (headers) => {
    limitBodyTime(requestOf(headers).request, RULES, { streamed: true, late: vi.fn() });

    expect(vi.getTimerCount()).toBe(0);
  });

  it('lets a million rows through over a line of 128 kbit/s, and nobody hold a connection for less', () => {
    expect(BODY_TIME).toEqual({ wholeMs: 30_000, window: { ms: 30_000, bytes: 491_520 } });
  });
});
