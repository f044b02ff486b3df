import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { repeating } from '@openprepay/runtime/repeating';
import { CLOCK, provide, provideBy, token } from '@openprepay/runtime/service';
import { limits } from '../telemetry-limits.js';
import { TELEMETRY_CONFIG } from '../telemetry.config.js';
import { FindQuarantinedMessages } from './find-quarantined-messages.js';
import { PurgeQuarantine, type QuarantineSettings } from './purge-quarantine.js';
import { QuarantineController } from './quarantine.controller.js';
import { QuarantineRepository } from './quarantine.repository.js';
import { QuarantineShare } from './quarantine-share.js';

const QUARANTINE = token<QuarantineSettings>('quarantine settings');

export const quarantine: Feature = {
  controllers: [QuarantineController],
  providers: [
    provideBy(QUARANTINE, [TELEMETRY_CONFIG], (config) => ({ retentionDays: config.QUARANTINE_RETENTION_DAYS })),
    provide(QuarantineRepository, [CLOCK]),
    provide(QuarantineShare, []),
    provide(FindQuarantinedMessages, [UnitOfWork, QuarantineRepository]),
    provide(PurgeQuarantine, [UnitOfWork, QuarantineRepository, QUARANTINE, CLOCK]),
    repeating([PurgeQuarantine], { name: 'quarantine', everyMs: limits.quarantine.purgeEveryMs }, (purge) => purge.execute()),
  ],
};
