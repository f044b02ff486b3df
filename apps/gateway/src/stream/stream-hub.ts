import { eventText } from '@openprepay/contracts/http/event-stream';
import { liveStream, STREAM_HEARTBEAT_MS } from '@openprepay/contracts/http/stream';
import type { Principal } from '@openprepay/contracts/identity';
import { GatewayError } from '../gateway-error.js';
import { GatheredEvents } from './gathered-events.js';
import { LiveTally } from './live-counters.js';
import { isStaff, type LiveEvent, maySee } from './live-event.js';
import { ToldCampaigns } from './told-campaigns.js';

/** Streams open at one time: in this process, and of one subject. */
export const MAX_STREAMS = 2_000;
export const MAX_STREAMS_PER_SUBJECT = 10;
/** A client that lets more than this pile up is dropped; it may come back and sees what is new then. */
export const MAX_CLIENT_BACKLOG_BYTES = 262_144;
export const COUNTERS_EVERY_MS = 2_000;
/** Chunks of events to one client begin no closer to each other than this; the first one leaves at once. */
export const CHUNK_EVERY_MS = 200;
/** A stream ends after this: whoever may still see it comes back by itself. */
export const MAX_STREAM_AGE_MS = 3_600_000;

/** Where a client's bytes go. */
export interface StreamSink {
  /** Called once the client is let in, before anything is written. */
  open(): void;
  write(text: string): void;
  /** Bytes not yet taken by the network. */
  backlogBytes(): number;
  end(): void;
  destroy(): void;
}

interface Client {
  readonly caller: Principal;
  readonly sink: StreamSink;
  readonly openedAtMs: number;
  lastCounters: string;
  readonly gathered: GatheredEvents;
  lastChunkMs: number;
}

/**
 * Hands live events to the clients that may see them, gathered: however many happen, a browser is woken five times a second and
 * given what it can draw.
 */
export class StreamHub {
  private readonly clients = new Set<Client>();
  private readonly tally: LiveTally;
  private readonly campaigns = new ToldCampaigns();
  private timers: NodeJS.Timeout[] = [];
  private chunkTimer: NodeJS.Timeout | undefined;

  constructor(private readonly nowMs: () => number) {
    this.tally = new LiveTally(new Date(this.nowMs()));
  }

  get size(): number {
    return this.clients.size;
  }

  start(): void {
    this.timers = [setInterval(() => this.beat(), STREAM_HEARTBEAT_MS), setInterval(() => this.sendCounters(), COUNTERS_EVERY_MS)];
    for (const timer of this.timers) timer.unref();
  }

  /** Ends every stream: shutdown waits for open requests. */
  stop(): void {
    for (const timer of this.timers) clearInterval(timer);
    clearTimeout(this.chunkTimer);
    this.chunkTimer = undefined;
    for (const { sink } of this.clients) sink.end();
    this.clients.clear();
  }

  /**
   * @returns how to leave
   * @throws {GatewayError} `gateway.stream_full`
   */
  join(caller: Principal, sink: StreamSink): () => void {
    const own = [...this.clients].filter((client) => client.caller.subject === caller.subject).length;
    if (this.clients.size >= MAX_STREAMS || own >= MAX_STREAMS_PER_SUBJECT)
      throw new GatewayError('gateway.stream_full', 'too many open streams');
    const client: Client = {
      ...{ caller, sink, openedAtMs: this.nowMs(), lastCounters: '' },
      ...{ gathered: new GatheredEvents(), lastChunkMs: -Infinity },
    };
    this.clients.add(client);
    sink.open();
    this.send(client, 'retry: 3000\n\n');
    this.sendCountersTo(client);
    return () => this.clients.delete(client);
  }

  /** Who has streams open, each stream's own. */
  callers(): readonly Principal[] {
    return [...this.clients].map(({ caller }) => caller);
  }

  /** Ends the streams of `callers`, which are those that `callers()` gave. */
  end(callers: ReadonlySet<Principal>): void {
    for (const client of this.clients) if (callers.has(client.caller)) this.drop(client, 'end');
  }

  /** What is older than what was told of the same is left out. */
  publish(event: LiveEvent): void {
    if (this.campaigns.isOlder(event)) return;
    this.tally.add(event);
    let text: string | undefined;
    for (const client of this.clients) {
      if (!maySee(client.caller, event)) continue;
      text ??= eventText(liveStream, event.told);
      client.gathered.add(event, text);
      this.sendGathered(client);
    }
  }

  /** At once where the last chunk is long enough ago; else what waits leaves with the next one. */
  private sendGathered(client: Client): void {
    if (this.nowMs() - client.lastChunkMs >= CHUNK_EVERY_MS) this.sendChunk(client);
    else this.chunkTimer ??= setTimeout(() => this.sendChunks(), CHUNK_EVERY_MS).unref();
  }

  private sendChunks(): void {
    this.chunkTimer = undefined;
    for (const client of this.clients) if (!client.gathered.isEmpty) this.sendChunk(client);
  }

  private sendChunk(client: Client): void {
    client.lastChunkMs = this.nowMs();
    this.send(client, client.gathered.take());
  }

  private beat(): void {
    for (const client of this.clients) {
      if (this.nowMs() - client.openedAtMs > MAX_STREAM_AGE_MS) this.drop(client, 'end');
      else this.send(client, ': alive\n\n');
    }
  }

  private sendCounters(): void {
    for (const client of this.clients) this.sendCountersTo(client);
  }

  private sendCountersTo(client: Client): void {
    if (!isStaff(client.caller)) return;
    const text = eventText(liveStream, { event: 'counters', data: this.tally.read(client.caller.utility) });
    if (text === client.lastCounters) return;
    client.lastCounters = text;
    this.send(client, text);
  }

  private send(client: Client, text: string): void {
    if (client.sink.backlogBytes() + Buffer.byteLength(text) > MAX_CLIENT_BACKLOG_BYTES) this.drop(client, 'destroy');
    else client.sink.write(text);
  }

  private drop(client: Client, how: 'end' | 'destroy'): void {
    this.clients.delete(client);
    client.sink[how]();
  }
}
