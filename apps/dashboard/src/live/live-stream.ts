import type { LiveStreamEvent } from '@openprepay/contracts/http/stream';

export type LiveState = 'connecting' | 'live' | 'lost';

export interface LiveStreamOptions {
  /** Opens the stream; the loop over it ends or throws when it is lost. */
  readonly open: (signal: AbortSignal) => Promise<AsyncIterable<LiveStreamEvent>>;
  /** Told when the stream is back after it was lost: what was missed has to be read. */
  readonly onBack: () => void;
  /** Resolves after so long, or when the signal aborts. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Calls back before the next drawing. */
  readonly nextFrame: (callback: () => void) => void;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;

type Listener = (events: readonly LiveStreamEvent[]) => void;

/** The live stream, opened again whenever it is lost; events are gathered and handed out once a frame. */
export class LiveStream {
  private current: LiveState = 'connecting';
  private gathered: LiveStreamEvent[] = [];
  private readonly listeners = new Set<Listener>();
  private readonly watchers = new Set<() => void>();
  private stopping: AbortController | undefined;

  constructor(private readonly options: LiveStreamOptions) {}

  /** For `useSyncExternalStore`. */
  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  readonly state = (): LiveState => this.current;

  /** `listener` is told of all events since the last drawing, in order. */
  readonly listen = (listener: Listener): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  start(): void {
    if (this.stopping !== undefined) return;
    this.stopping = new AbortController();
    void this.run(this.stopping.signal);
  }

  stop(): void {
    this.stopping?.abort();
    this.stopping = undefined;
    this.become('connecting');
  }

  private async run(signal: AbortSignal): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    while (!signal.aborted) {
      try {
        const events = await this.options.open(signal);
        if (this.current === 'lost') this.options.onBack();
        this.become('live');
        pauseMs = FIRST_PAUSE_MS;
        for await (const event of events) this.gather(event);
      } catch {
        // Why does not matter: it is opened again.
      }
      if (signal.aborted) return;
      this.become('lost');
      await this.options.pause(pauseMs, signal);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }

  private gather(event: LiveStreamEvent): void {
    this.gathered.push(event);
    if (this.gathered.length > 1) return;
    this.options.nextFrame(() => {
      const events = this.gathered;
      this.gathered = [];
      for (const listener of this.listeners) listener(events);
    });
  }

  private become(state: LiveState): void {
    if (state === this.current) return;
    this.current = state;
    for (const watcher of this.watchers) watcher();
  }
}
