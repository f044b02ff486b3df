import { MeterChanged } from '@openprepay/contracts/vending';
import { type ConsumerDefinition, consumeBatch } from '@openprepay/messaging/consume';
import type { RetireMeters } from './retire-meters.js';

/** A compacted topic may be read again from its start, and was by this group: what has ended once has ended. */
export const retirementsConsumers = (retireMeters: RetireMeters): readonly ConsumerDefinition[] => [
  consumeBatch(
    MeterChanged,
    { group: 'telemetry.retire-replaced-meters', deduplication: 'natural-key', prepare: (changed) => retireMeters.revoke(changed) },
    (changed, tx) => retireMeters.execute(tx, changed),
  ),
];
