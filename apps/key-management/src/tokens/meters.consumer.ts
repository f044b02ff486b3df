import { MeterChanged } from '@openprepay/contracts/vending';
import { type ConsumerDefinition, consumeBatch } from '@openprepay/messaging/consume';
import type { KnownMeterRepository } from './known-meter.repository.js';
import { knownMeterOf } from './known-meter.js';

/** Keeps how vending describes each meter; each description carries its time, so neither order nor repetition matters. */
export const rememberMeters = (meters: KnownMeterRepository): ConsumerDefinition =>
  consumeBatch(MeterChanged, { group: 'key-management.remember-meters', order: 'none', deduplication: 'natural-key' }, (events, tx) =>
    meters.saveAll(
      tx,
      events.map(({ data }) => knownMeterOf(data)),
    ),
  );
