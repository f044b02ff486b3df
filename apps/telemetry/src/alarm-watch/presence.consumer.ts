import { MeterPresenceChanged } from '@openprepay/contracts/telemetry';
import { type ConsumerDefinition, consumeBatch } from '@openprepay/messaging/consume';
import type { FollowPresence } from './follow-presence.js';

/** What is stored of a meter tells, not the event: so that it may come twice. */
export const presenceConsumers = (followPresence: FollowPresence): readonly ConsumerDefinition[] => [
  consumeBatch(MeterPresenceChanged, { group: 'telemetry.follow-presence', deduplication: 'natural-key' }, (events, tx) =>
    followPresence.execute(
      tx,
      events.map(({ data }) => data.meterNumber),
    ),
  ),
];
