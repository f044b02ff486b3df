import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { repeating } from '@openprepay/runtime/repeating';
import { provide, provideBy, token } from '@openprepay/runtime/service';
import { limits } from '../telemetry-limits.js';
import { TELEMETRY_CONFIG } from '../telemetry.config.js';
import { HourMarkRepository } from './hour-mark.repository.js';
import { HourPointsRepository } from './hour-points.repository.js';
import { SettledHourRepository } from './settled-hour.repository.js';
import { SettleHours, type SettlingSettings } from './settle-hours.js';

const SETTLING = token<SettlingSettings>('settling settings');

export const validation: Feature = {
  providers: [
    provideBy(SETTLING, [TELEMETRY_CONFIG], (config) => ({ quietMs: config.READINGS_SETTLE_SECONDS * 1_000 })),
    provide(HourMarkRepository, []),
    provide(HourPointsRepository, []),
    provide(SettledHourRepository, []),
    provide(SettleHours, [UnitOfWork, HourMarkRepository, HourPointsRepository, SettledHourRepository, SETTLING]),
    repeating([SettleHours], { name: 'hours of readings', everyMs: limits.validation.everyMs }, async (settle) => {
      const { hours, isBehind } = await settle.execute();
      return isBehind ? hours : 0;
    }),
  ],
};
