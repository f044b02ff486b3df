import { ReadingsReported } from '@openprepay/contracts/telemetry';
import { type ConsumerDefinition, consumeBatch } from '@openprepay/messaging/consume';
import type { StoreReadings } from './store-readings.js';

/**
 * Points have a natural key, so neither order nor an inbox is needed: a row per message would double the writes. While PostgreSQL
 * stores the points of some partitions, this process lays out those of others.
 */
export const readingsConsumers = (storeReadings: StoreReadings): readonly ConsumerDefinition[] => [
  consumeBatch(
    ReadingsReported,
    {
      group: 'telemetry.store-readings',
      order: 'none',
      deduplication: 'natural-key',
      transactions: 2,
      prepare: (events) => storeReadings.prepare(events),
    },
    (events, tx) => storeReadings.execute(tx, events),
  ),
];
