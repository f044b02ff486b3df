import { MeterChanged } from '@openprepay/contracts/vending';
import { type ConsumerDefinition, consumeBatch } from '@openprepay/messaging/consume';
import type { KeepMeters } from './keep-meters.js';

/** A compacted topic may be read again from its start: the newest change wins. */
export const metersConsumers = (keepMeters: KeepMeters): readonly ConsumerDefinition[] => [
  consumeBatch(MeterChanged, { group: 'telemetry.keep-meters', deduplication: 'natural-key' }, (changed, tx) =>
    keepMeters.execute(
      tx,
      changed.map(({ data }) => data),
    ),
  ),
];
