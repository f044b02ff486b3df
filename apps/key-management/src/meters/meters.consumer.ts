import { MeterChanged } from '@openprepay/contracts/vending';
import { type ConsumerDefinition, consumeBatch } from '@openprepay/messaging/consume';
import { knownMeterOf } from './known-meter.js';
import type { RememberMeters } from './remember-meters.js';

export const metersConsumers = (rememberMeters: RememberMeters): readonly ConsumerDefinition[] => [
  consumeBatch(MeterChanged, { group: 'key-management.remember-meters', order: 'none', deduplication: 'natural-key' }, (events, tx) =>
    rememberMeters.execute(
      tx,
      events.map(({ data }) => knownMeterOf(data)),
    ),
  ),
];
