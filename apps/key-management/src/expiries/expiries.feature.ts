import { Outbox } from '@openprepay/messaging/outbox';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { repeating } from '@openprepay/runtime/repeating';
import { CLOCK, LOGGER, provide } from '@openprepay/runtime/service';
import { ExpiriesController } from './expiries.controller.js';
import { ExpiryRepository } from './expiry.repository.js';
import { FindExpiries } from './find-expiries.js';
import { WarnOfExpiries } from './warn-of-expiries.js';

const WARN_EVERY_MS = 3_600_000;

/** When keys end, and that somebody knows in time. */
export const expiries: Feature = {
  controllers: [ExpiriesController],
  providers: [
    provide(ExpiryRepository, []),
    provide(FindExpiries, [UnitOfWork, ExpiryRepository, CLOCK]),
    provide(WarnOfExpiries, [UnitOfWork, ExpiryRepository, Outbox, CLOCK, LOGGER]),
    repeating([WarnOfExpiries], { name: 'expiries of keys', everyMs: WARN_EVERY_MS }, (warn) => warn.execute()),
  ],
};
