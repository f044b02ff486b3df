import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import type { Logger } from 'pino';
import { backoffMs } from '@openprepay/pace/backoff';
import { pause } from '@openprepay/pace/pause';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { ConsumerHealth } from '../health.js';
import { fetchingUntil } from '../kafka/abortable-fetches.js';
import type { LagMonitor } from '../kafka/lag.js';
import type { LogBounds, TopicPartition } from '../kafka/log-bounds.js';
import type { RawMessage } from '../kafka/raw-message.js';
import type { MessagingLimits } from '../limits.js';
import type { MessagingMetrics } from '../metrics.js';
import { BatchCollector } from './batch-collector.js';
import { Heartbeats } from './heartbeats.js';
import { OffsetCommits } from './offset-commits.js';
import type { Pipeline } from './pipeline.js';
import { PlaceLost } from './places.js';
import type { Place, Position } from './position.js';
import { Positions } from './positions.js';
import { ConsumerStopped } from './retry.js';

export interface GroupConsumerOptions {
  readonly kafka: Kafka;
  readonly group: string;
  readonly topics: readonly string[];
  readonly pipeline: Pipeline;
  /** As `ConsumeOptions.gatherMs`. */
  readonly gatherMs: number;
  /** As `ConsumeOptions.transactions`. */
  readonly transactions: number;
  readonly lag: LagMonitor;
  readonly bounds: LogBounds;
  readonly unitOfWork: UnitOfWork;
  readonly metrics: MessagingMetrics;
  readonly limits: MessagingLimits;
  readonly logger: Logger;
  /** The consumer is gone for good. */
  readonly onFatal: (error: Error) => void;
}

/**
 * Partitions that are handed over at once: all that one fetch brings, since the collector joins it. The client asks each of so many
 * workers after each fetch, so there are not many more of them than partitions.
 */
const PARTITIONS_AT_ONCE = { least: 8, most: 256 } as const;
const JOIN_RETRY = { retries: 8, initialRetryTime: 100, maxRetryTime: 1_000 };

/**
 * One group's consumer in this process: fetches from where the group's database says it stands, keeps its membership, and
 * tells Kafka what the pipeline has finished.
 */
export class GroupConsumer {
  private consumer: Consumer;
  private running = false;
  private readonly stopping = new AbortController();
  private readonly fetching = new AbortController();
  /** Crashes in a row: nothing was committed between them, and none came long after the one before. */
  private crashing: { readonly since: number; readonly last: number } | undefined;
  private inHand = 0;
  private lastPollAt = performance.now();
  private readonly positions: Positions;
  private readonly offsets: OffsetCommits;
  private readonly collector: BatchCollector;

  constructor(private readonly options: GroupConsumerOptions) {
    this.positions = new Positions({
      ...options,
      ended: this.stopping.signal,
      seek: (at, offset) => this.seek(at, offset),
    });
    this.collector = new BatchCollector({ ...options, ended: this.stopping.signal });
    this.offsets = new OffsetCommits(options.limits.offsetCommitMs, (offsets) => this.consumer.commitOffsets([...offsets]));
    this.consumer = this.create();
  }

  /** Between two runs of the client nothing is fetched, and it has nowhere to seek; the next assignment seeks anew. */
  private seek(at: TopicPartition, offset: bigint): void {
    try {
      this.consumer.seek({ ...at, offset: offset.toString() });
    } catch (error) {
      if (this.running && !this.stopping.signal.aborted) throw error;
    }
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
      maxBytesPerPartition: limits.fetchPartitionBytes,
      allowAutoTopicCreation: false,
      retry: { ...JOIN_RETRY, restartOnFailure: () => Promise.resolve(this.mayRestart()) },
    });
    this.listen(consumer);
    return consumer;
  }

  async start(): Promise<void> {
    await this.positions.load();
    await this.consumer.connect();
    await this.consumer.subscribe({ topics: [...this.options.topics], fromBeginning: true });
    await fetchingUntil(this.fetching.signal, () =>
      this.consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: Math.min(Math.max(this.positions.count, PARTITIONS_AT_ONCE.least), PARTITIONS_AT_ONCE.most),
        eachBatch: (payload) => this.eachBatch(payload),
      }),
    );
    this.offsets.start();
  }

  /** Looks whether the database still has what this process has done. */
  check(places: readonly Place[], before: ReadonlyMap<string, bigint>): Promise<void> {
    return this.positions.check(places, before);
  }

  /** What `check` compares with, taken before the database is asked. */
  stored(): ReadonlyMap<string, bigint> {
    return this.positions.stored();
  }

  get group(): string {
    return this.options.group;
  }

  /** Finishes and commits the batches in hand, then leaves the group, so that others take over at once. Never from a handler. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.offsets.stop();
    const left = this.consumer.disconnect();
    // What waits for news would keep it.
    this.fetching.abort();
    await left;
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
      await this.take(payload, () => payload.isRunning() && !payload.isStale() && !beats.failed);
    } finally {
      this.inHand -= 1;
      beats.stop();
    }
    this.options.logger.trace({ topic: batch.topic, partition: batch.partition }, 'batch done');
    // A rebalance is told to heartbeats first; the client has to hear of it from here.
    beats.rethrow();
  }

  private async take(payload: EachBatchPayload, alive: () => boolean): Promise<void> {
    const { topic, partition, messages } = payload.batch;
    const position = await this.positions.of({ topic, partition });
    if (!alive()) return;
    const raw = messages.map((message) => toRaw(topic, partition, message));
    const reading = position.read(BigInt((payload.batch as FetchedBatch).fetchedOffset), raw);
    if (reading.kind === 'elsewhere') return this.positions.find(position);
    if (reading.kind === 'rebuilt') return this.positions.rebuilt(position);
    try {
      await this.takeChunks(payload, { position, messages: reading.messages, alive });
    } catch (error) {
      if (error instanceof PlaceLost) return this.positions.find(position);
      if (!(error instanceof ConsumerStopped)) throw error;
    }
    // Also where it was let go in between: what is done is not fetched again.
    payload.resolveOffset((position.next - 1n).toString());
  }

  private async takeChunks(payload: EachBatchPayload, { position, messages, alive }: Taking): Promise<void> {
    const { topic, partition, highWatermark } = payload.batch;
    const { limits, lag, group } = this.options;
    for (let from = 0; from < messages.length && alive(); from += limits.consumerBatchMessages) {
      await this.collector.take({ messages: messages.slice(from, from + limits.consumerBatchMessages), position, alive });
      payload.resolveOffset((position.next - 1n).toString());
      const offset = position.next.toString();
      // `consumer.commitOffsets` silently does nothing once a stop has begun; this one does its work.
      if (this.stopping.signal.aborted)
        await payload.commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset }] }] });
      else this.offsets.add({ topic, partition, offset });
      this.crashing = undefined;
      lag.observe({ group, topic, partition, lag: Math.max(0, Number(BigInt(highWatermark) - position.next)) });
    }
  }

  private listen(consumer: Consumer): void {
    const { options } = this;
    const { events } = consumer;
    consumer.on(events.GROUP_JOIN, ({ payload: { memberAssignment } }) => {
      this.running = true;
      this.lastPollAt = performance.now();
      this.offsets.clear();
      const topics = Object.entries(memberAssignment);
      this.positions.assigned(topics.flatMap(([topic, partitions]) => partitions.map((partition) => ({ topic, partition }))));
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

  /**
   * The client gives a group up whose coordinator is not found, though a broker that is starting finds it a moment later, or
   * whose place the log no longer has, though it is found anew from the beginning.
   */
  private async comeBack(crash: Error): Promise<void> {
    const { group, limits, onFatal } = this.options;
    let cause = crash;
    for (let round = 0; this.mayRestart(); round++) {
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

/** What the client's own type of a batch leaves out: the offset that was asked for. */
type FetchedBatch = EachBatchPayload['batch'] & { readonly fetchedOffset: string };

interface Taking {
  readonly position: Position;
  readonly messages: readonly RawMessage[];
  readonly alive: () => boolean;
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
