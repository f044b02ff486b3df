import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { ConsumerDefinition } from './consuming/consume.js';
import type { MessagingLimits } from './limits.js';
import { MessagingError } from './messaging-error.js';

/** One transaction of all partitions, and one at least that goes on by itself. */
const LEAST_OF_GROUP = 2;
/** The replayer, housekeeping, and the relay where it parks what a broker refuses; its own connection is none of the pool's. */
const BESIDE_CONSUMERS = 3;

/** Connections of the pool that messaging holds at most at a time. With fewer, batches would wait for each other's. */
export function connectionsOf(
  definitions: readonly ConsumerDefinition[],
  { consumerPartitions }: Pick<MessagingLimits, 'consumerPartitions'>,
): number {
  const groups = new Set(definitions.map(({ group }) => group));
  return groups.size * Math.max(LEAST_OF_GROUP, consumerPartitions) + BESIDE_CONSUMERS;
}

/** @throws {MessagingError} `messaging.pool_too_small` */
export function requireConnections(needed: number, { poolSize }: Pick<UnitOfWork, 'poolSize'>): void {
  if (poolSize >= needed) return;
  throw new MessagingError(
    'messaging.pool_too_small',
    `consumers, replays and housekeeping hold up to ${needed} connections at a time, and their pool has ${poolSize}`,
  );
}
