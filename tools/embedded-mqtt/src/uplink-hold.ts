import type { Client } from 'aedes';
import { type Held, IngestSession } from './ingest-session.js';
import type { MqttLimits } from './mqtt-limits.js';

const SWEEP_MS = 200;

export interface Uplink {
  readonly topic: string;
  readonly payload: Buffer;
  readonly retain: boolean;
  readonly dup: boolean;
}

/**
 * Holds each uplink until an ingest session has acknowledged that very packet; only then may its publisher have a PUBACK.
 * Nothing is kept on disk: until the PUBACK the publisher still owns the message and sends it again (docs/adr/0020).
 */
export class UplinkHold {
  private readonly sessions = new Map<Client, IngestSession>();
  /** Not yet settled, oldest first; all have the same patience, so the oldest runs out first. */
  private readonly held = new Set<Held>();
  private waiting = new Set<Held>();
  private heldBytes = 0;
  private turn = 0;
  private lastProgress = -Infinity;
  private readonly sweeper: NodeJS.Timeout;

  constructor(
    private readonly limits: MqttLimits,
    private readonly now: () => number,
  ) {
    this.sweeper = setInterval(() => this.sweep(), SWEEP_MS);
    this.sweeper.unref();
  }

  /** Settles without a failure once the uplink is durable, with one when its publisher has to try again. */
  hold(uplink: Uplink, settle: (failure?: Error) => void): void {
    if (this.held.size >= this.limits.maxHeld || this.heldBytes >= this.limits.maxHeldBytes) {
      settle(new Error('too many uplinks wait for the ingest session'));
      return;
    }
    if (this.sessions.size > 0 && !this.isReady(uplink.topic)) {
      settle(new Error('no ingest session takes this topic'));
      return;
    }
    const { topic, payload, retain, dup } = uplink;
    const held: Held = { topic, payload, retain, resent: dup, settle, since: this.now() };
    this.held.add(held);
    this.heldBytes += payload.length;
    this.waiting.add(held);
    this.sendWaiting();
  }

  isReady(topic: string): boolean {
    for (const session of this.sessions.values()) if (session.takes(topic)) return true;
    return false;
  }

  isIngest(client: Client): boolean {
    return this.sessions.has(client);
  }

  subscribed(client: Client, filters: readonly string[]): void {
    const session = this.sessions.get(client) ?? new IngestSession(client, this.limits);
    session.subscribed(filters);
    this.sessions.set(client, session);
    this.sendWaiting();
  }

  unsubscribed(client: Client, filters: readonly string[]): void {
    this.sessions.get(client)?.unsubscribed(filters);
  }

  /** What the lost session left unacknowledged goes to the next one, as far as its publishers' patience reaches. */
  disconnected(client: Client): void {
    const session = this.sessions.get(client);
    if (session === undefined) return;
    this.sessions.delete(client);
    const again = session.unacknowledged().filter((held) => this.held.has(held));
    for (const held of again) held.resent = true;
    this.waiting = new Set([...again, ...this.waiting]);
    this.sendWaiting();
  }

  /** True where the PUBACK of that client answered an uplink. */
  acknowledged(client: Client, messageId: number): boolean {
    const session = this.sessions.get(client);
    if (session === undefined) return false;
    const held = session.acknowledged(messageId);
    this.lastProgress = this.now();
    if (held !== undefined) this.settle(held);
    if (this.waiting.size > 0) this.sendWaiting();
    return true;
  }

  stop(): void {
    clearInterval(this.sweeper);
    for (const held of [...this.held]) this.settle(held, new Error('the broker stops'));
  }

  private settle(held: Held, failure?: Error): void {
    if (!this.held.delete(held)) return;
    this.waiting.delete(held);
    this.heldBytes -= held.payload.length;
    held.settle(failure);
  }

  private trySend(held: Held): boolean {
    const sessions = [...this.sessions.values()].filter((session) => session.hasRoom() && session.takes(held.topic));
    const session = sessions[this.turn++ % sessions.length];
    if (session === undefined) return false;
    session.send(held);
    return true;
  }

  private sendWaiting(): void {
    for (const held of this.waiting) {
      if (!this.trySend(held)) {
        if (!this.someRoom()) return;
        continue;
      }
      this.waiting.delete(held);
    }
  }

  private someRoom(): boolean {
    for (const session of this.sessions.values()) if (session.hasRoom()) return true;
    return false;
  }

  private sweep(): void {
    const now = this.now();
    const { holdTimeoutMs, holdProgressMs, maxHoldMs } = this.limits;
    const patienceMs = now - this.lastProgress < holdProgressMs ? maxHoldMs : holdTimeoutMs;
    for (const held of this.held) {
      if (now - held.since < patienceMs) return;
      this.settle(held, new Error('no ingest session made the uplink durable in time'));
    }
  }
}
