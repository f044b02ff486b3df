import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import type { Logger } from 'pino';
import { backoffMs } from '@openprepay/pace/backoff';
import { pause } from '@openprepay/pace/pause';
import { RepeatingTask } from '@openprepay/pace/repeating-task';
import type { ConsumerHealth } from '../health.js';
import { isTroubleOfCluster } from '../kafka/failure.js';
import type { LagMonitor } from '../kafka/lag.js';
import type { RawMessage } from '../kafka/raw-message.js';
import type { MessagingLimits } from '../limits.js';
import type { Pipeline } from './pipeline.js';
import { ConsumerStopped } from './retry.js';

export interface GroupConsumerOptions {
  readonly kafka: Kafka;
  readonly group: string;
  readonly topics: readonly string[];
  readonly pipeline: Pipeline;
  readonly lag: LagMonitor;
  readonly limits: MessagingLimits;
  readonly logger: Logger;
  /** The consumer is gone for good. */
  readonly onFatal: (error: Error) => void;
}

const JOIN_RETRY = { retries: 8, initialRetryTime: 100, maxRetryTime: 2_000 };

/** One group's consumer in this process: fetches, keeps its place in the group, and commits what the pipeline has finished. */
export class GroupConsumer {
  private consumer: Consumer;
  private running = false;
  private readonly stopping = new AbortController();
  /** Crashes in a row: nothing was committed between them, and none came long after the one before. */
  private crashing: { readonly since: number; readonly last: number } | undefined;
  private inHand = 0;
  private lastPollAt = performance.now();

  constructor(private readonly options: GroupConsumerOptions) {
    this.consumer = this.create();
  }

  private create(): Consumer {
    const { kafka, group, limits } = this.options;
    const consumer = kafka.consumer({
      groupId: group,
      sessionTimeout: limits.sessionTimeoutMs,
      heartbeatInterval: limits.heartbeatMs,
      rebalanceTimeout: limits.rebalanceTimeoutMs,
      maxWaitTimeInMs: limits.fetchWaitMs,
      maxBytes: limits.fetchBytes,
      maxBytesPerPartition: limits.fetchBytes,
      allowAutoTopicCreation: false,
      retry: { ...JOIN_RETRY, restartOnFailure: () => Promise.resolve(this.mayRestart()) },
    });
    this.listen(consumer);
    return consumer;
  }

  async start(): Promise<void> {
    await this.consumer.connect();
    await this.consumer.subscribe({ topics: [...this.options.topics], fromBeginning: true });
    await this.consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: this.options.limits.consumerPartitions,
      eachBatch: (payload) => this.eachBatch(payload),
    });
  }

  /** Finishes and commits the batches in hand, then leaves the group, so that others take over at once. Never from a handler. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.consumer.disconnect();
    this.running = false;
  }

  health(): ConsumerHealth {
    const lastPollAgeMs = Math.round(performance.now() - this.lastPollAt);
    // While a batch is in hand nothing is fetched, and that is as it should be.
    const alive = this.running && (this.inHand > 0 || lastPollAgeMs < this.options.limits.pollAgeLimitMs);
    return { group: this.options.group, running: alive, lastPollAgeMs };
  }

  private async eachBatch(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const beats = new Heartbeats(() => payload.heartbeat(), this.options.limits.heartbeatMs);
    this.inHand += 1;
    try {
      await this.takeChunks(payload, () => payload.isRunning() && !payload.isStale() && !beats.failed);
    } catch (error) {
      if (!(error instanceof ConsumerStopped)) throw error;
    } finally {
      this.inHand -= 1;
      beats.stop();
    }
    this.options.logger.trace({ topic: batch.topic, partition: batch.partition }, 'batch done');
    // A rebalance is told to heartbeats first; the client has to hear of it from here.
    beats.rethrow();
  }

  private async takeChunks(payload: EachBatchPayload, alive: () => boolean): Promise<void> {
    const { topic, partition, messages, highWatermark } = payload.batch;
    const { pipeline, limits, lag, group } = this.options;
    for (let from = 0; from < messages.length && alive(); from += limits.consumerBatchMessages) {
      const chunk = messages.slice(from, from + limits.consumerBatchMessages);
      await pipeline.process(
        chunk.map((message) => toRaw(topic, partition, message)),
        alive,
      );
      const last = chunk.at(-1)!.offset;
      const next = (BigInt(last) + 1n).toString();
      // `consumer.commitOffsets` silently does nothing once a stop has begun; this one does its work.
      await payload.commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset: next }] }] });
      payload.resolveOffset(last);
      this.crashing = undefined;
      lag.observe({ group, topic, partition, lag: Math.max(0, Number(BigInt(highWatermark) - BigInt(next))) });
    }
  }

  private listen(consumer: Consumer): void {
    const { options } = this;
    const { events } = consumer;
    consumer.on(events.GROUP_JOIN, () => {
      this.running = true;
      this.lastPollAt = performance.now();
    });
    consumer.on(events.FETCH, () => {
      this.lastPollAt = performance.now();
    });
    consumer.on(events.CRASH, ({ payload: { error, restart } }) => {
      this.running = false;
      const first = this.crashing === undefined || this.crashing.since === this.crashing.last;
      if (first || !restart) options.logger.warn({ err: error, group: options.group, restart }, 'a consumer crashed');
      if (!restart && !this.stopping.signal.aborted) void this.comeBack(error);
    });
  }

  /** The client gives a group up whose coordinator is not found, though a broker that is starting finds it a moment later. */
  private async comeBack(crash: Error): Promise<void> {
    const { group, limits, onFatal } = this.options;
    let cause = crash;
    for (let round = 0; isTroubleOfCluster(cause) && this.mayRestart(); round++) {
      const pauseMs = backoffMs(round, { baseMs: limits.retryBackoffMs, limitMs: limits.outageBackoffLimitMs });
      await pause(pauseMs, this.stopping.signal);
      if (this.stopping.signal.aborted) return;
      try {
        await this.consumer.disconnect().catch(() => undefined);
        this.consumer = this.create();
        await this.start();
        return;
      } catch (error) {
        cause = error instanceof Error ? error : new Error(String(error));
      }
    }
    if (!this.stopping.signal.aborted) onFatal(new Error(`the consumer of ${group} stopped for good`, { cause }));
  }

  /** The client asks after each failure that it calls retriable; alone it would go on for ever. */
  private mayRestart(): boolean {
    const { crashQuietMs, crashLimitMs } = this.options.limits;
    const now = performance.now();
    const inARow = this.crashing !== undefined && now - this.crashing.last < crashQuietMs;
    this.crashing = { since: inARow ? this.crashing!.since : now, last: now };
    return now - this.crashing.since <= crashLimitMs;
  }
}

/** Keeps the place in the group while a long batch is in hand. */
class Heartbeats {
  private readonly beating: RepeatingTask;
  private failure: unknown;

  constructor(heartbeat: () => Promise<void>, everyMs: number) {
    const onError = (error: unknown): void => void (this.failure ??= error);
    this.beating = new RepeatingTask({ name: 'heartbeat', everyMs, restFirst: true, task: heartbeat, onError });
    void this.beating.start();
  }

  /** The group goes on without this member, or waits for it to come and join again. */
  get failed(): boolean {
    return this.failure !== undefined;
  }

  stop(): void {
    void this.beating.stop();
  }

  rethrow(): void {
    if (this.failure !== undefined) throw this.failure as Error;
  }
}

const toRaw = (topic: string, partition: number, { offset, timestamp, key, value, headers }: KafkaMessage): RawMessage => ({
  topic,
  partition,
  offset,
  timestamp,
  key,
  value,
  headers: headers ?? {},
});
