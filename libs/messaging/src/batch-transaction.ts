import type { ReceivedEvent } from '@openprepay/contracts/event';
import { ALL_UTILITIES, inUtility } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { ConsumerDefinition } from './consume.js';
import { takeNew } from './inbox.js';
import type { IncomingEvent, MalformedMessage } from './incoming.js';
import { holdsKey, park, parkedKeys, scopeOf, type Parking } from './parking.js';
import { byUtility, toRuns } from './runs.js';

export type Handleable = IncomingEvent | MalformedMessage;

/** What a committed transaction did, for the metrics. */
export interface BatchOutcome {
  readonly handled: readonly IncomingEvent[];
  readonly duplicates: number;
  readonly parked: readonly Parking[];
}

/** What is known of a message beforehand: that it failed on its own, with this. */
export interface Verdict {
  readonly code: string;
  readonly reason: string;
  readonly tries: number;
}

export interface BatchTransactionOptions {
  readonly unitOfWork: UnitOfWork;
  readonly group: string;
  readonly handlerTimeoutMs: number;
}

/** One transaction over messages of one partition, in order: { inbox, parking, handlers }. All of it happens, or nothing. */
export class BatchTransaction {
  constructor(private readonly options: BatchTransactionOptions) {}

  /** Handles what can be handled and parks what cannot; a handler's error leaves nothing done. */
  async handle(messages: readonly Handleable[]): Promise<BatchOutcome> {
    await this.prepare(messages);
    return this.run(async (tx) => {
      const { fresh, duplicates } = await this.takeFresh(tx, messages);
      const { ready, parked } = await this.sortOut(tx, fresh);
      await park(tx, this.options.group, parked);
      for (const [utility, events] of byUtility(ready)) {
        await inUtility(tx, utility, (own) => this.callHandlers(own, events));
      }
      return { handled: ready, duplicates, parked };
    });
  }

  /** Parks one message instead of handling it. */
  async park(message: Handleable, verdict: Verdict): Promise<BatchOutcome> {
    return this.run(async (tx) => {
      const { fresh, duplicates } = await this.takeFresh(tx, [message]);
      const parked = fresh.map((one): Parking => ({ message: one, state: 'parked', ...verdict }));
      await park(tx, this.options.group, parked);
      return { handled: [], duplicates, parked };
    });
  }

  /** What handlers need to be there before their transaction begins. */
  private async prepare(messages: readonly Handleable[]): Promise<void> {
    const byDefinition = new Map<ConsumerDefinition, ReceivedEvent[]>();
    for (const message of messages) {
      if (message.kind !== 'event' || message.definition.prepare === undefined) continue;
      byDefinition.set(message.definition, [...(byDefinition.get(message.definition) ?? []), message.event]);
    }
    for (const [definition, events] of byDefinition) await definition.prepare?.(events);
  }

  private run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.options.unitOfWork.run(ALL_UTILITIES, work, { timeoutMs: this.options.handlerTimeoutMs });
  }

  /** Leaves out what this group has taken before, and repetitions within the batch. */
  private async takeFresh(tx: Tx, messages: readonly Handleable[]): Promise<{ fresh: readonly Handleable[]; duplicates: number }> {
    const remembered = messages.filter(isRemembered);
    const entries = remembered.map((message) => ({ eventId: idOf(message), utility: message.utility }));
    const unseen = new Set(await takeNew(tx, this.options.group, entries));
    const fresh = messages.filter((message) => !isRemembered(message) || unseen.delete(idOf(message)));
    return { fresh, duplicates: messages.length - fresh.length };
  }

  private async sortOut(tx: Tx, messages: readonly Handleable[]): Promise<{ ready: readonly IncomingEvent[]; parked: readonly Parking[] }> {
    const topic = messages[0]?.raw.topic;
    const ready: IncomingEvent[] = [];
    const parked: Parking[] = [];
    if (topic === undefined) return { ready, parked };
    const blocked = new Set(await parkedKeys(tx, { group: this.options.group, topic }, messages.filter(holdsKey)));
    for (const message of messages) {
      if (holdsKey(message) && blocked.has(scopeOf(message))) {
        parked.push({ message, state: 'held', code: 'messaging.key_parked', reason: 'an earlier message of its key is parked', tries: 0 });
      } else if (message.kind === 'malformed') {
        parked.push({ message, state: 'parked', code: message.code, reason: message.reason, tries: 1 });
        if (holdsKey(message)) blocked.add(scopeOf(message));
      } else {
        ready.push(message);
      }
    }
    return { ready, parked };
  }

  private async callHandlers(tx: Tx, events: readonly IncomingEvent[]): Promise<void> {
    for (const { definition, events: together } of toRuns(events)) {
      await definition.handle(
        together.map((incoming): ReceivedEvent => incoming.event),
        tx,
      );
    }
  }
}

/** Malformed messages without an id are known by their place in the topic alone. */
const isRemembered = (message: Handleable): boolean =>
  message.definition?.deduplication === 'inbox' && (message.kind === 'event' || message.eventId !== undefined);

const idOf = (message: Handleable): string => (message.kind === 'event' ? message.event.id : (message.eventId ?? ''));
