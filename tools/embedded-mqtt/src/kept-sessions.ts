import type { Aedes, Client } from 'aedes';
import type { QuietLog } from './quiet-log.js';

/** Whose session it is, connected or not. */
interface Named {
  readonly id: string;
}

interface Subscription {
  readonly topic: string;
}

/** The part of the library's session store that this is about. */
interface SessionStore {
  addSubscriptions(client: Named, subscriptions: readonly Subscription[]): Promise<unknown>;
  cleanSubscriptions(client: Named): Promise<unknown>;
  cleanIncoming(client: Named): Promise<unknown>;
  outgoingEnqueueCombi(subscriptions: readonly { readonly clientId: string }[], packet: unknown): Promise<unknown>;
  outgoingClearMessageId(client: Named, packet: object): Promise<unknown>;
  outgoingStream(client: Named): AsyncIterable<{ readonly messageId?: number }>;
}

export interface KeptSessionLimits {
  readonly maxKeptSessions: number;
  readonly keptSessionMs: number;
  readonly maxQueuedOfOne: number;
}

/**
 * Sessions of clients that asked to be remembered: their subscriptions, and what came for them at QoS 1 while they were away.
 * In memory and within bounds; after a crash the broker says "no session present", and the client subscribes anew. Where there
 * is no room what is new is left out: the service repeats what a meter has not answered.
 */
export class KeptSessions {
  /** Clients that went and are remembered, the one that is away for longest first. */
  private readonly away = new Map<string, number>();
  private readonly queued = new Map<string, number>();
  private readonly granted = new WeakMap<object, Set<string>>();
  private store: SessionStore | undefined;

  constructor(
    private readonly limits: KeptSessionLimits,
    private readonly log: QuietLog,
    private readonly now: () => number,
  ) {}

  /** Takes its place between the library and its store. */
  attach(broker: Aedes): void {
    const { persistence } = broker as unknown as { readonly persistence: SessionStore };
    this.store = persistence;
    const add = persistence.addSubscriptions.bind(persistence);
    const enqueue = persistence.outgoingEnqueueCombi.bind(persistence);
    const clear = persistence.outgoingClearMessageId.bind(persistence);
    // The library hands over whatever a SUBSCRIBE asked for, also what was not granted.
    persistence.addSubscriptions = (client, asked) =>
      add(
        client,
        asked.filter(({ topic }) => this.granted.get(client)?.has(topic) === true),
      );
    persistence.outgoingEnqueueCombi = (subscriptions, packet) =>
      enqueue(
        subscriptions.filter(({ clientId }) => this.takeRoom(clientId)),
        packet,
      );
    persistence.outgoingClearMessageId = async (client, packet) => {
      const cleared = await clear(client, packet);
      if (cleared !== undefined) this.giveRoom(client.id);
      return cleared;
    };
    broker.on('client', ({ id }) => this.away.delete(id));
    broker.on('clientDisconnect', (client) => {
      if (!client.clean) this.left(client.id);
    });
  }

  grant(client: Client, topic: string): void {
    const known = this.granted.get(client);
    if (known) known.add(topic);
    else this.granted.set(client, new Set([topic]));
  }

  /** To be asked before a client's session is looked up: one that was away for too long is not found. */
  async arriving(clientId: string): Promise<void> {
    const since = this.away.get(clientId);
    if (since !== undefined && this.now() - since > this.limits.keptSessionMs) await this.forget(clientId);
  }

  private left(clientId: string): void {
    this.away.delete(clientId);
    this.away.set(clientId, this.now());
    const [longest] = this.away.keys();
    if (this.away.size > this.limits.maxKeptSessions && longest !== undefined) void this.forget(longest);
  }

  private async forget(clientId: string): Promise<void> {
    const { store } = this;
    this.away.delete(clientId);
    if (store === undefined) return;
    const client = { id: clientId };
    await store.cleanSubscriptions(client);
    await store.cleanIncoming(client);
    for await (const packet of store.outgoingStream(client)) await store.outgoingClearMessageId(client, packet);
  }

  private takeRoom(clientId: string): boolean {
    const queued = this.queued.get(clientId) ?? 0;
    if (queued >= this.limits.maxQueuedOfOne) {
      this.log.note('info', 'no room for what came for a client', { subject: clientId });
      return false;
    }
    this.queued.set(clientId, queued + 1);
    return true;
  }

  private giveRoom(clientId: string): void {
    const left = (this.queued.get(clientId) ?? 0) - 1;
    if (left > 0) this.queued.set(clientId, left);
    else this.queued.delete(clientId);
  }
}
