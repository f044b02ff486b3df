import type { Client } from 'aedes';
import { generate } from 'mqtt-packet';
import type { MqttLimits } from './mqtt-limits.js';
import { matchesFilter, withoutShare } from './topic-filter.js';

const MAX_MESSAGE_ID = 65_535;

/** What a publisher said and is still waiting to have acknowledged. */
export interface Held {
  readonly publisher: string;
  readonly topic: string;
  readonly payload: Buffer;
  readonly retain: boolean;
  /** When it was taken from its publisher. */
  readonly since: number;
  /** Set when an earlier ingest session may have had it already. */
  resent: boolean;
  readonly settle: (failure?: Error) => void;
}

/**
 * One connection of the service that makes uplinks durable. The broker writes its packets itself, under message ids of
 * its own, so that a PUBACK names exactly the uplink it answers.
 */
export class IngestSession {
  private readonly filters = new Set<string>();
  private readonly inFlight = new Map<number, Held>();
  private inFlightBytes = 0;
  private lastMessageId = 0;
  private corked = false;

  constructor(
    readonly client: Client,
    private readonly limits: MqttLimits,
  ) {}

  subscribed(filters: readonly string[]): void {
    for (const filter of filters) this.filters.add(withoutShare(filter));
  }

  unsubscribed(filters: readonly string[]): void {
    for (const filter of filters) this.filters.delete(withoutShare(filter));
  }

  takes(topic: string): boolean {
    for (const filter of this.filters) if (matchesFilter(filter, topic)) return true;
    return false;
  }

  hasRoom(): boolean {
    return this.inFlight.size < this.limits.ingestWindow && this.inFlightBytes < this.limits.ingestWindowBytes;
  }

  send(held: Held): void {
    const messageId = this.freeMessageId();
    this.inFlight.set(messageId, held);
    this.inFlightBytes += held.payload.length;
    this.write(
      generate({ cmd: 'publish', topic: held.topic, payload: held.payload, qos: 1, dup: held.resent, retain: held.retain, messageId }),
    );
  }

  /** The uplink that a PUBACK answers; undefined for an id that is not in flight. */
  acknowledged(messageId: number): Held | undefined {
    const held = this.inFlight.get(messageId);
    if (held === undefined) return undefined;
    this.inFlight.delete(messageId);
    this.inFlightBytes -= held.payload.length;
    return held;
  }

  /** What was sent and never acknowledged, oldest first. */
  unacknowledged(): readonly Held[] {
    return [...this.inFlight.values()];
  }

  /** The window is far smaller than the id space, so a free id is always near. */
  private freeMessageId(): number {
    do this.lastMessageId = (this.lastMessageId % MAX_MESSAGE_ID) + 1;
    while (this.inFlight.has(this.lastMessageId));
    return this.lastMessageId;
  }

  /** Packets of one turn leave in one write. */
  private write(packet: Buffer): void {
    const { conn } = this.client;
    if (!this.corked) {
      this.corked = true;
      conn.cork();
      setImmediate(() => {
        this.corked = false;
        conn.uncork();
      });
    }
    conn.write(packet);
  }
}
