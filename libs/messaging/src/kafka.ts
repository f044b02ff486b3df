import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { TopicDefinition } from '@openprepay/contracts/topics';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { ConsumerDefinition } from './consume.js';
import type { MessagingHealth } from './health.js';
import type { PartitionLag } from './lag.js';
import type { MessagingLimits } from './limits.js';
import type { Outbox } from './outbox.js';
import type { ParkedMessages } from './parked-message.js';
import type { Producer } from './producer.js';

export interface MessagingOptions {
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** The service: CloudEvents `source` of its events, and the prefix of the topics it makes. */
  readonly source: string;
  readonly unitOfWork: UnitOfWork;
  readonly logger: Logger;
  readonly limits?: Partial<MessagingLimits>;
  /** Partitions of topics that do not exist yet; 6 unless given. */
  readonly partitions?: number;
  /** Where the metrics go; prom-client's default registry unless given. */
  readonly registry?: Registry;
  /** Topics to make besides those the contracts name. */
  readonly topics?: readonly TopicDefinition[];
  /** Something that does not heal by itself: the process must end with a non-zero exit code. */
  readonly onFatal?: (error: Error) => void;
}

/** One service's whole messaging: one producer, one relay, one consumer per group, one replayer. */
export interface Messaging {
  readonly outbox: Outbox;
  readonly producer: Producer;
  readonly parked: ParkedMessages;
  /** Makes missing topics, then starts everything. Rejects when the broker stays away for `startTimeoutMs`. */
  start(definitions: readonly ConsumerDefinition[]): Promise<void>;
  /** Ends the consumers: batches in hand are finished and committed. `stop` does it too. */
  stopConsumers(): Promise<void>;
  /** Consumers first, then the relay (what is committed by then is sent), then the producer. */
  stop(): Promise<void>;
  health(): MessagingHealth;
  lag(): readonly PartitionLag[];
}

export declare function createMessaging(options: MessagingOptions): Messaging;
