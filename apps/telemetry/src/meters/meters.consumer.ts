import { MeterChanged } from '@openprepay/contracts/vending';
import { type ConsumerDefinition, consume } from '@openprepay/messaging/consume';
import { notify } from '@openprepay/persistence/notifications';
import type { MeterRepository } from './meter.repository.js';

/** Told, with the meter number, when vending has made a meter known. */
export const METER_CHANNEL = 'telemetry_meter';

/** Keeps the service's own copy of the meters. A compacted topic may be read again from its start: the newest change wins. */
export const keepMeters = (meters: MeterRepository): ConsumerDefinition =>
  consume(MeterChanged, { group: 'telemetry.keep-meters', deduplication: 'natural-key' }, async ({ data }, tx) => {
    await meters.upsert(tx, data);
    await notify(tx, METER_CHANNEL, `${tx.utility}/${data.meterNumber}`);
  });
