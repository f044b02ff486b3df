import type { KafkaSecurity } from '@openprepay/messaging/messaging';
import { tail, type Tail, type TailedEvent } from '@openprepay/messaging/tail';
import { backoffMs } from '@openprepay/pace/backoff';
import { pause } from '@openprepay/pace/pause';
import type { Worker } from '@openprepay/runtime/service';
import type { Logger } from 'pino';
import { LIVE_TOPICS, toLiveEvent } from './live-event.js';
import type { StreamHub } from './stream-hub.js';

/** A browser is told at most five times a second: what happens between is fetched together. What comes after a while comes at once. */
const FETCH_REST_MS = 100;

const RETRY = { baseMs: 500, limitMs: 5_000 } as const;

export interface LiveEventsOptions {
  readonly brokers: readonly string[];
  readonly security: KafkaSecurity;
  readonly clientId: string;
  /** Of topics that no service has made yet. */
  readonly partitions: number;
}

/** Feeds the hub from Kafka. A broker that is away leaves the streams silent, not the gateway down. */
export class LiveEvents implements Worker {
  readonly name = 'live events';
  readonly connections = 0;
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
    for (let tries = 0; !this.stopping.signal.aborted; tries++) {
      try {
        this.running = await tail({
          ...{ ...this.options, topics: LIVE_TOPICS, restMs: FETCH_REST_MS, logger: this.logger },
          onEvent: (event) => this.hand(event),
        });
        if (this.stopping.signal.aborted) await this.running.stop();
        return;
      } catch (error) {
        this.logger.warn({ err: error }, 'the live stream cannot reach the broker');
        await pause(backoffMs(tries, RETRY), this.stopping.signal);
      }
    }
  }

  private hand(event: TailedEvent): void {
    const live = toLiveEvent(event);
    if (live) this.hub.publish(live);
  }
}
