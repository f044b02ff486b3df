import { MeterEventReported } from '@openprepay/contracts/telemetry';
import { type ConsumerDefinition, consume } from '@openprepay/messaging/consume';
import type { TakeMeterEvent } from './take-meter-event.js';

/** The event id is made of the message, so the inbox absorbs what a meter sends twice. */
export const takeMeterEvents = (take: TakeMeterEvent): ConsumerDefinition =>
  consume(MeterEventReported, { group: 'telemetry.take-meter-events' }, ({ data }, tx) => take.execute(data, tx));
