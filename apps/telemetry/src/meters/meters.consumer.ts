import { MeterChanged } from '@openprepay/contracts/vending';
import { type ConsumerDefinition, consume } from '@openprepay/messaging/consume';
import type { KeepMeter } from './keep-meter.js';

/** A compacted topic may be read again from its start: the newest change wins. */
export const metersConsumers = (keepMeter: KeepMeter): readonly ConsumerDefinition[] => [
  consume(MeterChanged, { group: 'telemetry.keep-meters', deduplication: 'natural-key' }, ({ data }, tx) => keepMeter.execute(tx, data)),
];
