import { MeterEventReported } from '@openprepay/contracts/telemetry';
import { type ConsumerDefinition, consume } from '@openprepay/messaging/consume';
import type { TakeMeterEvent } from './take-meter-event.js';

/** The event id is made of the message, so the inbox absorbs what a meter sends twice. */
export const meterEventsConsumers = (takeMeterEvent: TakeMeterEvent): readonly ConsumerDefinition[] => [
  consume(MeterEventReported, { group: 'telemetry.take-meter-events' }, (event, tx) => takeMeterEvent.execute(tx, event)),
];
