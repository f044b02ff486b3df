import { Outbox } from '@openprepay/messaging/outbox';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { repeating } from '@openprepay/runtime/repeating';
import { LOGGER, provide, provideBy, token } from '@openprepay/runtime/service';
import { BILLING_CONFIG } from '../billing.config.js';
import { HeartbeatRepository } from './heartbeat.repository.js';
import { type HeartbeatSettings, SendHeartbeats } from './send-heartbeats.js';

/** How often it is looked whether a heartbeat is due. */
const LOOK_EVERY_MS = 5_000;

const HEARTBEATS = token<HeartbeatSettings>('heartbeat settings');

/** That pricing is alive, and how far vending has followed it. */
export const heartbeats: Feature = {
  providers: [
    provideBy(HEARTBEATS, [BILLING_CONFIG], (config) => ({
      everyMs: config.PRICING_HEARTBEAT_MS,
      leadMs: config.TARIFF_LEAD_MINUTES * 60_000,
    })),
    provide(HeartbeatRepository, []),
    provide(SendHeartbeats, [UnitOfWork, HeartbeatRepository, Outbox, HEARTBEATS, LOGGER]),
    repeating([SendHeartbeats], { name: 'pricing heartbeats', everyMs: LOOK_EVERY_MS }, (send) => send.execute()),
  ],
};
