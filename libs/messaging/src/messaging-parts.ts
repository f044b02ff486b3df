import type { Kafka } from 'kafkajs';
import type { Logger } from 'pino';
import { eventTypes } from '@openprepay/contracts/events';
import { serviceNames, topics as contractTopics, type TopicDefinition } from '@openprepay/contracts/topics';
import { backoffMs } from '@openprepay/pace/backoff';
import { pause } from '@openprepay/pace/pause';
import { settlesWithin } from '@openprepay/pace/time-limit';
import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { connectionsOf, requireConnections } from './connections.js';
import { type ConsumerDefinition, DEFAULT_GATHER_MS } from './consuming/consume.js';
import { GroupConsumer } from './consuming/group-consumer.js';
import type { Definitions, Reading } from './consuming/incoming.js';
import { Pipeline } from './consuming/pipeline.js';
import { placesOfAll } from './consuming/places.js';
import { Replayer } from './consuming/replayer.js';
import type { MessagingHealth } from './health.js';
import { Housekeeping } from './housekeeping.js';
import { LagMonitor, type PartitionLag } from './kafka/lag.js';
import { LogBounds } from './kafka/log-bounds.js';
import { ensureTopics, topicDefinition, unsafeTopics } from './kafka/topics.js';
import type { MessagingLimits } from './limits.js';
import type { MessagingMetrics } from './metrics.js';
import { Outbox } from './outbox/outbox.js';
import { Relay } from './outbox/relay.js';
import { republish, type RepublishCommand } from './outbox/republish.js';
import { SerialProducer } from './outbox/serial-producer.js';
import { ParkedMessages } from './parking/parked-messages.js';

export interface PartsOptions {
  readonly kafka: Kafka;
  readonly source: string;
  readonly unitOfWork: UnitOfWork;
  readonly clock?: Clock;
  readonly logger: Logger;
  readonly limits: MessagingLimits;
  readonly metrics: MessagingMetrics;
  readonly partitions: number;
  readonly topics: readonly TopicDefinition[];
  readonly onFatal: (error: Error) => void;
}

/** The parts of a service's messaging and the order they start and stop in. */
export class MessagingParts {
  readonly outbox: Outbox;
  readonly parked: ParkedMessages;
  readonly producer: SerialProducer;
  private readonly relay: Relay;
  private readonly housekeeping: Housekeeping;
  private readonly lagMonitor: LagMonitor;
  private readonly bounds: LogBounds;
  private consumers: readonly GroupConsumer[] = [];
  /** Of the groups that there are; whether any other moves money nobody can tell. */
  private moneyByGroup: ReadonlyMap<string, boolean> = new Map();
  private replayer: Replayer | undefined;
  private consumersStopped: Promise<void> | undefined;

  constructor(private readonly options: PartsOptions) {
    const { kafka, limits, unitOfWork, metrics, logger, source, clock } = options;
    this.producer = new SerialProducer(kafka, limits);
    this.relay = new Relay({
      unitOfWork,
      limits,
      metrics,
      logger,
      sendAll: (requests) => this.producer.sendAll(requests),
      ensureTopics: (topics) => this.ensureTopics(topics),
    });
    this.bounds = new LogBounds(kafka);
    this.housekeeping = new Housekeeping({ unitOfWork, limits, metrics, logger, check: () => this.checkPlaces() });
    this.lagMonitor = new LagMonitor({ kafka, metrics, logger, everyMs: limits.lagEveryMs });
    this.outbox = new Outbox({ source, wake: this.relay.wake, maxEventBytes: limits.maxEventBytes, ...(clock && { clock }) });
    this.parked = new ParkedMessages({
      wakeRelay: this.relay.wake,
      wakeReplayer: () => this.replayer?.wake(),
      isMoney: (group) => this.moneyByGroup.get(group) ?? true,
    });
  }

  /** As `republish`, in a transaction of the caller's utility. */
  republish(tx: Tx, command: RepublishCommand): Promise<number> {
    return republish(tx, command, { retentionMs: this.options.limits.outboxRetentionMs, wakeRelay: this.relay.wake });
  }

  connections(definitions: readonly ConsumerDefinition[]): number {
    return connectionsOf(definitions, this.options.limits);
  }

  async start(definitions: readonly ConsumerDefinition[]): Promise<void> {
    const { unitOfWork, limits, logger, source } = this.options;
    requireConnections(this.connections(definitions), unitOfWork);
    requireDeclared(definitions, source);
    const groups = readingsOf(definitions, limits.maxEventBytes);
    this.moneyByGroup = new Map(
      definitions.map(({ group }) => [group, definitions.some((one) => one.group === group && one.money === true)]),
    );
    const own = contractTopics.map(({ topic }) => topic).filter((topic) => topic.startsWith(`${source}.`));
    const consumed = definitions.map(({ event }) => event.topic);
    await this.untilReachable(async () => {
      await this.ensureTopics([...new Set([...own, ...consumed])]);
      await this.producer.connect();
    });
    await this.warnOfUnsafe(own);
    this.relay.start();
    this.housekeeping.start();
    this.replayer = new Replayer({ unitOfWork, groups, limits, logger });
    this.replayer.start();
    this.consumers = [...groups].map(([group, reading]) => this.createConsumer(group, reading));
    await Promise.all(this.consumers.map((consumer) => this.untilReachable(() => consumer.start())));
    this.lagMonitor.start(new Map([...groups].map(([group, { definitions: byType }]) => [group, topicsOf(byType)])));
  }

  stopConsumers(): Promise<void> {
    this.consumersStopped ??= Promise.all([...this.consumers.map((consumer) => consumer.stop()), this.replayer?.stop()]).then(
      () => undefined,
    );
    return this.consumersStopped;
  }

  async stop(): Promise<void> {
    await Promise.all([this.stopConsumers(), this.lagMonitor.stop(), this.housekeeping.stop()]);
    await this.bounded('relay', this.relay.stop());
    await this.bounded('producer', this.producer.stop());
    await this.bounded('bounds', this.bounds.stop());
  }

  health(): MessagingHealth {
    const consumers = this.consumers.map((consumer) => consumer.health());
    for (const { group, lastPollAgeMs } of consumers) this.options.metrics.lastPollAge.set({ group }, lastPollAgeMs / 1_000);
    const relay = this.relay.health();
    const ok = relay.state !== 'down' && relay.failing === undefined && consumers.every(({ running }) => running);
    return { ok, relay, consumers, outbox: this.housekeeping.depth(), lostRanges: this.housekeeping.lostRanges() };
  }

  lag(): readonly PartitionLag[] {
    return this.lagMonitor.list();
  }

  private async checkPlaces(): Promise<void> {
    if (this.consumers.length === 0) return;
    const groups = this.consumers.map(({ group }) => group);
    // Before the database is asked: what is committed between its answer and the look has not gone back.
    const before = new Map(this.consumers.map((consumer) => [consumer, consumer.stored()]));
    const places = await this.options.unitOfWork.run(ALL_UTILITIES, (tx) => placesOfAll(tx, groups));
    await Promise.all([...before].map(([consumer, stored]) => consumer.check(places.get(consumer.group) ?? [], stored)));
  }

  /** Said once, at the start: what is sent to them may be lost with one disk, and only `republish` brings it back. */
  private async warnOfUnsafe(own: readonly string[]): Promise<void> {
    const { kafka, logger } = this.options;
    const unsafe = await unsafeTopics(kafka, own).catch((error: unknown) => {
      logger.warn({ err: error }, 'nobody could tell how many copies there are of what is sent');
      return [];
    });
    if (unsafe.length > 0) logger.warn({ topics: unsafe }, 'one disk has the only copy of what is sent: use three brokers or more');
  }

  private createConsumer(group: string, reading: Reading): GroupConsumer {
    const { kafka, unitOfWork, limits, metrics, logger, onFatal } = this.options;
    const pipeline = new Pipeline({ group, reading, unitOfWork, limits, metrics, logger });
    const definitions = [...reading.definitions.values()];
    const gatherMs = Math.min(...definitions.map((definition) => definition.gatherMs ?? DEFAULT_GATHER_MS));
    const transactions = Math.min(...definitions.map((definition) => definition.transactions ?? 1));
    return new GroupConsumer({
      kafka,
      group,
      gatherMs,
      transactions,
      topics: topicsOf(reading.definitions),
      pipeline,
      lag: this.lagMonitor,
      bounds: this.bounds,
      unitOfWork,
      metrics,
      limits,
      logger,
      onFatal,
    });
  }

  private async ensureTopics(topics: readonly string[]): Promise<void> {
    const { kafka, partitions, topics: more } = this.options;
    if (topics.length === 0) return;
    await ensureTopics(
      kafka,
      topics.map((topic) => topicDefinition(topic, more)),
      partitions,
    );
  }

  /** What does not end in time is left to the end of the process: nothing of it is lost, it comes again. */
  private async bounded(part: string, stopping: Promise<unknown>): Promise<void> {
    const { limits, logger } = this.options;
    if (!(await settlesWithin(stopping, limits.stopTimeoutMs))) logger.warn({ part }, 'a part of messaging did not stop in time');
  }

  /** A broker may come up after the services. */
  private async untilReachable(work: () => Promise<void>): Promise<void> {
    const { limits, logger } = this.options;
    const deadline = performance.now() + limits.startTimeoutMs;
    for (let tries = 0; ; tries++) {
      try {
        return await work();
      } catch (error) {
        if (performance.now() >= deadline) throw error;
        logger.warn({ err: error }, 'the broker cannot be reached; trying again');
      }
      await pause(backoffMs(tries, { baseMs: limits.retryBackoffMs, limitMs: limits.outageBackoffLimitMs }));
    }
  }
}

const topicsOf = (definitions: Definitions): readonly string[] => [...new Set([...definitions.values()].map(({ event }) => event.topic))];

/** What each group reads by. A type that a definition names is known, also where the contracts do not have it. */
function readingsOf(definitions: readonly ConsumerDefinition[], maxEventBytes: number): ReadonlyMap<string, Reading> {
  const knownTypes = new Set([...eventTypes, ...definitions.map(({ event }) => event.type)]);
  const groups = [...groupDefinitions(definitions)];
  return new Map(groups.map(([group, byType]) => [group, { definitions: byType, knownTypes, maxEventBytes }]));
}

/** A service has rights on what the contracts name it a reader of, and on groups of its own; see `topic-access`. */
function requireDeclared(definitions: readonly ConsumerDefinition[], source: string): void {
  const service = serviceNames.find((name) => name === source);
  if (service === undefined) return;
  for (const { event, group } of definitions) {
    const { readers } = topicDefinition(event.topic);
    if (readers?.includes(service) !== true) throw new TypeError(`${source} is not named a reader of ${event.topic} in the contracts`);
    if (!group.startsWith(`${source}.`)) throw new TypeError(`the group ${group} of ${source} must begin with ${source}.`);
  }
}

function groupDefinitions(definitions: readonly ConsumerDefinition[]): ReadonlyMap<string, Definitions> {
  const groups = new Map<string, Map<string, ConsumerDefinition>>();
  for (const definition of definitions) {
    const group = groups.get(definition.group) ?? new Map<string, ConsumerDefinition>();
    groups.set(definition.group, group);
    const { type } = definition.event;
    if (group.has(type)) throw new TypeError(`two definitions of ${definition.group} ask for ${type}`);
    group.set(type, definition);
  }
  return groups;
}
