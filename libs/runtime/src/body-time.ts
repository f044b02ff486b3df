import type { IncomingMessage } from 'node:http';

/** How long a body may take. */
export interface BodyTime {
  /** All of it must have arrived by then, whoever sends. */
  readonly wholeMs: number;
  /** Of a body that is read as it comes: in each such window at least so many bytes, until it ends. */
  readonly window: { readonly ms: number; readonly bytes: number };
}

/** A window in which nothing comes is idle; one in which less comes than over the slowest line that is waited for is too slow. */
const WINDOW_MS = 30_000;
/** 128 kbit/s: 256 MiB are there within five hours. */
const SLOWEST_BYTES_PER_SECOND = 16_384;

export const BODY_TIME: BodyTime = {
  wholeMs: 30_000,
  window: { ms: WINDOW_MS, bytes: (SLOWEST_BYTES_PER_SECOND * WINDOW_MS) / 1000 },
};

/**
 * Calls `late` where the body takes longer than it may. Of a body that is read as it comes it is the line that is timed: while what has
 * come waits to be read here, the sender is not to blame.
 */
export function limitBodyTime(
  request: IncomingMessage,
  { wholeMs, window }: BodyTime,
  { streamed, late }: { readonly streamed: boolean; readonly late: () => void },
): void {
  if (!hasBody(request)) return;
  const { socket } = request;
  let before = socket.bytesRead;
  const timer = streamed ? setInterval(look, window.ms) : setTimeout(end, wholeMs);
  timer.unref();
  const stop = (): void => clearTimeout(timer);
  request.once('end', stop);
  request.once('close', stop);

  function look(): void {
    const arrived = socket.bytesRead - before;
    before = socket.bytesRead;
    if (arrived < window.bytes && request.readableLength === 0) end();
  }

  function end(): void {
    clearTimeout(timer);
    if (!request.complete) late();
  }
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
