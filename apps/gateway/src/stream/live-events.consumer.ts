import { setTimeout } from 'node:timers/promises';
import { tail, type Tail, type TailedEvent } from '@openprepay/messaging/tail';
import type { Worker } from '@openprepay/runtime/service';
import type { Logger } from 'pino';
import { LIVE_TOPICS, toLiveEvent } from './live-event.js';
import type { StreamHub } from './stream-hub.js';

const RETRY_MS = 2_000;

export interface LiveEventsOptions {
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** Of topics that no service has made yet. */
  readonly partitions: number;
}

/** Feeds the hub from Kafka. A broker that is away leaves the streams silent, not the gateway down. */
export class LiveEvents implements Worker {
  readonly name = 'live events';
  private running: Tail | undefined;
  private readonly stopping = new AbortController();

  constructor(
    private readonly options: LiveEventsOptions,
    private readonly hub: StreamHub,
    private readonly logger: Logger,
  ) {}

  async start(): Promise<void> {
    this.hub.start();
    void this.connect();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.hub.stop();
    await this.running?.stop();
  }

  /** Never rejects. May outlast `stop` while a broker that is away is being waited for; what it opens then it closes again. */
  private async connect(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        this.running = await tail({ ...this.options, topics: LIVE_TOPICS, logger: this.logger, onEvent: (event) => this.hand(event) });
        if (this.stopping.signal.aborted) await this.running.stop();
        return;
      } catch (error) {
        this.logger.warn({ err: error }, 'the live stream cannot reach the broker');
        await pause(RETRY_MS, this.stopping.signal);
      }
    }
  }

  private hand(event: TailedEvent): void {
    const live = toLiveEvent(event);
    if (live) this.hub.publish(live);
  }
}

/** Ends early, and without an error, when the gateway stops. */
const pause = (ms: number, signal: AbortSignal): Promise<void> => setTimeout(ms, undefined, { signal }).catch(() => undefined);
