import { setImmediate as afterEvents } from 'node:timers/promises';
import { pause } from '@openprepay/pace/pause';
import { restAfter } from '@openprepay/pace/rest-after';
import { Turns } from '@openprepay/pace/turns';
import type { MessagingLimits } from '../limits.js';
import type { Failure, Pipeline } from './pipeline.js';
import type { PartitionBatch, ReadBatch } from './partition-batch.js';
import { ConsumerStopped, type Turn } from './retry.js';

export interface BatchCollectorOptions {
  readonly pipeline: Pick<Pipeline, 'read' | 'joins' | 'together' | 'process'>;
  readonly limits: Pick<MessagingLimits, 'consumerBatchMessages' | 'consumerPartitions'>;
  /** Shortest time from one transaction to the next, where the one had more than one message; in milliseconds. `restAfter` may ask for more. */
  readonly gatherMs: number;
  /** As `ConsumeOptions.transactions`. */
  readonly transactions: number;
  /** Nothing is waited for any more. */
  readonly ended: AbortSignal;
}

interface Waiting {
  readonly batch: ReadBatch;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Joins what a group's partitions bring into one transaction: one is under way, and what comes meanwhile goes together in the
 * next; where a group may have several, another is begun once there are messages for a whole one. A message that comes alone
 * goes at once. Where a transaction fails, each partition goes on by itself, and the others do not wait for it: those that do take
 * turns, one transaction each, and none keeps its turn while it pauses. A partition is never in two transactions: it brings its next
 * messages when these are done.
 */
export class BatchCollector {
  private readonly waiting: Waiting[] = [];
  private pumps = 0;
  private underWay = 0;
  /** Of those that go on by themselves. */
  private readonly turns: Turns;

  constructor(private readonly options: BatchCollectorOptions) {
    this.turns = new Turns(byItselfAtOnce(options));
  }

  /** Resolves when the pipeline is done with all of it, and rejects as `Pipeline.process` does. */
  take(batch: PartitionBatch): Promise<void> {
    const read = this.options.pipeline.read(batch);
    if (!this.options.pipeline.joins(read)) return this.byItself(read);
    return new Promise((resolve, reject) => {
      this.waiting.push({ batch: read, resolve, reject });
      if (this.pumps === 0 || (this.pumps < togetherAtOnce(this.options) && this.fillsOne())) void this.pump();
    });
  }

  private async pump(): Promise<void> {
    this.pumps += 1;
    // The batches of one fetch are handed over one after the other, at once.
    for (await afterEvents(); this.isDue(); await afterEvents()) {
      this.underWay += 1;
      await this.round(this.next());
      this.underWay -= 1;
    }
    this.pumps -= 1;
  }

  private isDue(): boolean {
    return this.underWay === 0 ? this.waiting.length > 0 : this.fillsOne();
  }

  /** What waits is no less than one transaction takes. */
  private fillsOne(): boolean {
    return messagesOf(this.waiting.map(({ batch }) => batch)) >= this.options.limits.consumerBatchMessages;
  }

  private async round(taken: readonly Waiting[]): Promise<void> {
    const began = performance.now();
    const batches = taken.map(({ batch }) => batch);
    try {
      const failure = await this.options.pipeline.together(batches);
      if (failure === undefined) {
        await this.gather(messagesOf(batches), performance.now() - began);
        for (const { resolve } of taken) resolve();
        return;
      }
      // Of one partition it is the first try. Of several nobody knows whose it was.
      const first = taken.length === 1 ? failure : undefined;
      for (const { batch, resolve, reject } of taken) void this.byItself(batch, first).then(resolve, reject);
    } catch (error) {
      for (const { reject } of taken) reject(error);
    }
  }

  /** What fits one transaction; the first always does. */
  private next(): readonly Waiting[] {
    let count = 1;
    let messages = messagesOf([this.waiting[0]!.batch]);
    for (; count < this.waiting.length; count++) {
      messages += messagesOf([this.waiting[count]!.batch]);
      if (messages > this.options.limits.consumerBatchMessages) break;
    }
    return this.waiting.splice(0, count);
  }

  /** While this waits the client fetches nothing, so that more come together. */
  private async gather(messages: number, tookMs: number): Promise<void> {
    const leftMs = Math.max(messages > 1 ? this.options.gatherMs - tookMs : 0, restAfter(messages, tookMs));
    if (leftMs > 0) await pause(leftMs, this.options.ended);
  }

  private byItself(batch: ReadBatch, tried?: Failure): Promise<void> {
    const turn: Turn = (work) =>
      this.turns.run(batch.position.name, async () => {
        // Whoever waited may have lost it meanwhile, and the others are not to wait for work that another does.
        if (!batch.alive()) throw new ConsumerStopped('the partition was let go while it waited for its turn');
        return work();
      });
    return this.options.pipeline.process(batch, { tried, turn });
  }
}

type AtOnce = Pick<BatchCollectorOptions, 'limits' | 'transactions'>;

/** Transactions of many partitions at a time: one that goes on by itself always has room beside them. */
const togetherAtOnce = ({ transactions, limits }: AtOnce): number => Math.max(1, Math.min(transactions, limits.consumerPartitions - 1));

/** Transactions of partitions that go on by themselves at a time, beside those. */
const byItselfAtOnce = (options: AtOnce): number => Math.max(1, options.limits.consumerPartitions - togetherAtOnce(options));

const messagesOf = (batches: readonly ReadBatch[]): number => batches.reduce((sum, { readable }) => sum + readable.length, 0);
