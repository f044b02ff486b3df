import type { Kafka } from 'kafkajs';
import type { Logger } from 'pino';
import { register, type Registry } from 'prom-client';
import type { TopicDefinition } from '@openprepay/contracts/topics';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { ConsumerDefinition } from './consuming/consume.js';
import type { MessagingHealth } from './health.js';
import { createKafka, type KafkaSecurity } from './kafka/client.js';
import type { PartitionLag } from './kafka/lag.js';
import { DEFAULT_PARTITIONS } from './kafka/topics.js';
import { defaultLimits, type MessagingLimits } from './limits.js';
import { MessagingParts } from './messaging-parts.js';
import { messagingMetrics } from './metrics.js';
import type { Outbox } from './outbox/outbox.js';
import type { Producer } from './outbox/producer.js';
import type { RepublishCommand } from './outbox/republish.js';
import type { ParkedMessages } from './parking/parked-messages.js';

export type { KafkaSecurity };

export interface MessagingOptions {
  readonly brokers: readonly string[];
  readonly security?: KafkaSecurity;
  readonly clientId: string;
  /** The service: CloudEvents `source` of its events, and the prefix of the topics it makes. */
  readonly source: string;
  readonly unitOfWork: UnitOfWork;
  /** When events are said to have happened; the system's unless given. */
  readonly clock?: Clock;
  readonly logger: Logger;
  readonly limits?: Partial<MessagingLimits>;
  /** Partitions of topics that do not exist yet; DEFAULT_PARTITIONS unless given. */
  readonly partitions?: number;
  /** Where the metrics go; prom-client's default registry unless given. */
  readonly registry?: Registry;
  /** How topics are kept that the contracts do not name. */
  readonly topics?: readonly TopicDefinition[];
  /** Something that does not heal by itself: the process must end with a non-zero exit code. */
  readonly onFatal?: (error: Error) => void;
}

/** One service's whole messaging: one producer, one relay, one consumer per group, one replayer. */
export interface Messaging {
  readonly outbox: Outbox;
  readonly producer: Producer;
  readonly parked: ParkedMessages;
  /**
   * Has events of the transaction's utility sent again that were sent within `outboxRetentionMs`, under the same ids.
   *
   * @returns how many
   * @throws {MessagingError} `messaging.outbox_range_gone`, `messaging.outbox_range_too_large`
   */
  republish(tx: Tx, command: RepublishCommand): Promise<number>;
  /** Connections that `start` with these definitions needs in the pool of the unit of work. */
  connections(definitions: readonly ConsumerDefinition[]): number;
  /**
   * Makes missing topics, then starts everything. Rejects when the broker stays away for `startTimeoutMs`.
   *
   * @throws {TypeError} where two definitions of a group ask for the same type
   * @throws {MessagingError} `messaging.pool_too_small`
   */
  start(definitions: readonly ConsumerDefinition[]): Promise<void>;
  /** Ends the consumers: batches in hand are finished and committed. `stop` does it too. */
  stopConsumers(): Promise<void>;
  /** Consumers first, then the relay (what is committed by then is sent), then the producer. */
  stop(): Promise<void>;
  health(): MessagingHealth;
  lag(): readonly PartitionLag[];
}

/** Puts a service's messaging together; nothing runs before `start`. */
export function createMessaging(options: MessagingOptions): Messaging {
  const { brokers, security, clientId, logger } = options;
  const kafka: Kafka = createKafka({ brokers, security, clientId, logger });
  const parts = new MessagingParts({
    ...options,
    kafka,
    limits: { ...defaultLimits, ...options.limits },
    metrics: messagingMetrics(options.registry ?? register),
    partitions: options.partitions ?? DEFAULT_PARTITIONS,
    topics: options.topics ?? [],
    onFatal: options.onFatal ?? ((error) => logger.fatal({ err: error }, 'messaging has failed for good')),
  });
  return {
    outbox: parts.outbox,
    producer: parts.producer,
    parked: parts.parked,
    republish: (tx, command) => parts.republish(tx, command),
    connections: (definitions) => parts.connections(definitions),
    start: (definitions) => parts.start(definitions),
    stopConsumers: () => parts.stopConsumers(),
    stop: () => parts.stop(),
    health: () => parts.health(),
    lag: () => parts.lag(),
  };
}
