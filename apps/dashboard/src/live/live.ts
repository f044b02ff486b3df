import { useEffect, useSyncExternalStore } from 'react';
import type { LiveStreamEvent } from '@openprepay/contracts/http/stream';
import { gateway } from '../api/clients.js';
import { queries } from '../api/queries.js';
import { LiveStream, type LiveState } from './live-stream.js';
import { tells } from './tells.js';

/** A page that nobody sees draws nothing; what is gathered for it must not grow for hours. */
const HIDDEN_FRAME_MS = 1_000;

/** What could not be read when the stream came back is asked for once more so long after: services may take longer than the gateway. */
const AGAIN_MS = [5_000, 15_000];

function beforeDrawing(callback: () => void): void {
  const done = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    callback();
  };
  const frame = requestAnimationFrame(done);
  const timer = setTimeout(done, HIDDEN_FRAME_MS);
}

const live = new LiveStream({
  open: async (signal) => {
    const { body } = await gateway.issueStreamTicket({ signal });
    const stream = await gateway.openStream({ query: { ticket: body.ticket }, signal });
    return stream.body;
  },
  // Figures are read again, not guessed.
  onBack: () => {
    void queries.invalidateQueries();
    for (const ms of AGAIN_MS) setTimeout(readFailedAgain, ms);
  },
  pause: (ms, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
    }),
  nextFrame: beforeDrawing,
});

function readFailedAgain(): void {
  void queries.refetchQueries({ type: 'active', predicate: ({ state }) => state.status === 'error' });
}

/** Keeps the stream open while the component is shown. */
export function useStream(wanted: boolean): void {
  useEffect(() => {
    if (!wanted) return;
    live.start();
    return () => live.stop();
  }, [wanted]);
}

export const useLiveState = (): LiveState => useSyncExternalStore(live.watch, live.state);

/** Calls `listener` with what happened since the last drawing. It must not change from one drawing to the next. */
export function useLiveEvents(listener: (events: readonly LiveStreamEvent[]) => void): void {
  useEffect(() => live.listen(listener), [listener]);
}

/**
 * Reads queries again after events of these kinds or events that were skipped, at most once in `everyMs`: a busy hour asks no more often than a quiet one.
 *
 * @param keys first parts of the keys of the queries; must not change from one drawing to the next
 */
export function useReadAgain(kinds: readonly LiveStreamEvent['event'][], keys: readonly string[], everyMs = 2_000): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = live.listen((events) => {
      if (timer !== undefined || !tells(events, kinds)) return;
      timer = setTimeout(() => {
        timer = undefined;
        for (const key of keys) void queries.invalidateQueries({ queryKey: [key] });
      }, everyMs);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [kinds, keys, everyMs]);
}
