import { Outbox } from '@openprepay/messaging/outbox';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { repeating } from '@openprepay/runtime/repeating';
import { CLOCK, LOGGER, provide, provideBy, token } from '@openprepay/runtime/service';
import { ResumeDeliveries } from '../deliveries/resume-deliveries.js';
import { MeterRepository } from '../meters/meter.repository.js';
import { MeterStateRepository } from '../shadow/meter-state.repository.js';
import { limits } from '../telemetry-limits.js';
import { TELEMETRY_CONFIG } from '../telemetry.config.js';
import { NoteHeardMeters } from './note-heard-meters.js';
import { ReportPresence } from './report-presence.js';
import { type PresenceSettings, SweepPresence } from './sweep-presence.js';

const PRESENCE = token<PresenceSettings>('presence settings');

export const presence: Feature = {
  providers: [
    provideBy(PRESENCE, [TELEMETRY_CONFIG], (config) => ({ staleMs: config.PRESENCE_STALE_MS })),
    provide(ReportPresence, [MeterStateRepository, ResumeDeliveries, Outbox]),
    provide(NoteHeardMeters, [MeterStateRepository, ResumeDeliveries, Outbox, CLOCK]),
    provide(SweepPresence, [UnitOfWork, MeterStateRepository, MeterRepository, Outbox, PRESENCE, CLOCK, LOGGER]),
    repeating([SweepPresence], { name: 'presence', everyMs: limits.presence.sweepEveryMs }, (sweep) => sweep.execute()),
  ],
};
