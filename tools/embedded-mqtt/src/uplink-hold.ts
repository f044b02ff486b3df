import type { Client } from 'aedes';
import { FairLine } from './fair-line.js';
import { type Held, IngestSession } from './ingest-session.js';
import type { MqttLimits } from './mqtt-limits.js';

const SWEEP_MS = 200;

export interface Uplink {
  /** Whose it is: publishers take turns. */
  readonly publisher: string;
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
  private readonly waiting = new FairLine<Held>();
  private readonly heldOf = new Map<string, number>();
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
    const { publisher, topic, payload, retain, dup } = uplink;
    if (this.isFull() && this.heldOf.has(publisher)) {
      settle(new Error('too many uplinks wait for the ingest session'));
      return;
    }
    if (this.sessions.size > 0 && !this.isReady(topic)) {
      settle(new Error('no ingest session takes this topic'));
      return;
    }
    const held: Held = { publisher, topic, payload, retain, resent: dup, settle, since: this.now() };
    this.held.add(held);
    this.heldOf.set(publisher, (this.heldOf.get(publisher) ?? 0) + 1);
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
    this.waiting.addFirst(again);
    this.sendWaiting();
  }

  /** True where the PUBACK of that client answered an uplink. */
  acknowledged(client: Client, messageId: number): boolean {
    const session = this.sessions.get(client);
    if (session === undefined) return false;
    const held = session.acknowledged(messageId);
    this.lastProgress = this.now();
    if (held !== undefined) this.settle(held);
    if (!this.waiting.isEmpty) this.sendWaiting();
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
    const left = (this.heldOf.get(held.publisher) ?? 1) - 1;
    if (left === 0) this.heldOf.delete(held.publisher);
    else this.heldOf.set(held.publisher, left);
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
    this.waiting.serve((held) => (this.trySend(held) ? 'taken' : this.someRoom() ? 'later' : 'stop'));
  }

  private isFull(): boolean {
    return this.held.size >= this.limits.maxHeld || this.heldBytes >= this.limits.maxHeldBytes;
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
