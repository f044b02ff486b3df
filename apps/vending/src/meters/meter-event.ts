import type { EventData } from '@openprepay/contracts/event';
import type { MeterChanged } from '@openprepay/contracts/vending';
import type { Meter } from './meter.js';

/** The meter as others know it. */
export const meterChangedEvent = (meter: Meter): EventData<typeof MeterChanged> => ({
  ...meter.keyData,
  meterId: meter.meterId,
  meterNumber: meter.meterNumber,
  meterPan: meter.meterPan,
  commodity: meter.commodity,
  accountNumber: meter.accountNumber,
  modelCode: meter.modelCode,
  networkNode: meter.networkNode,
  replaces: meter.replaces,
  replacedBy: meter.replacedBy,
  revision: meter.revision,
  changedAt: meter.changedAt,
});
