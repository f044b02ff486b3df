import { ReadingsReported } from '@openprepay/contracts/telemetry';
import { type ConsumerDefinition, consumeBatch } from '@openprepay/messaging/consume';
import type { StoreReadings } from './store-readings.js';

/** Points have a natural key, so neither order nor an inbox is needed: a row per message would double the writes. */
export const storeReportedReadings = (store: StoreReadings): ConsumerDefinition =>
  consumeBatch(
    ReadingsReported,
    {
      group: 'telemetry.store-readings',
      order: 'none',
      deduplication: 'natural-key',
      prepare: (events) => store.prepare(events),
    },
    (events, tx) => store.execute(events, tx),
  );
