import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { repeating } from '@openprepay/runtime/repeating';
import { provide, provideBy, token } from '@openprepay/runtime/service';
import { limits } from '../telemetry-limits.js';
import { TELEMETRY_CONFIG } from '../telemetry.config.js';
import { OldRowsRepository } from './old-rows.repository.js';
import { PurgeOldRows, type Retention } from './purge-old-rows.js';

const RETENTION = token<Retention>('retention');

export const retention: Feature = {
  providers: [
    provideBy(RETENTION, [TELEMETRY_CONFIG], (config) => ({
      deliveries: `${config.DELIVERIES_RETENTION_DAYS} days`,
      alarms: `${config.ALARMS_RETENTION_DAYS} days`,
      commands: `${config.COMMANDS_RETENTION_DAYS} days`,
      quarantine: `${config.QUARANTINE_RETENTION_DAYS} days`,
      // As long as the last point of a month that is dropped whole.
      contradictions: `${config.RAW_RETENTION_DAYS + 62} days`,
    })),
    provide(OldRowsRepository, []),
    provide(PurgeOldRows, [UnitOfWork, OldRowsRepository, RETENTION]),
    repeating([PurgeOldRows], { name: 'retention', everyMs: limits.retention.purgeEveryMs }, (purge) => purge.execute()),
  ],
};
