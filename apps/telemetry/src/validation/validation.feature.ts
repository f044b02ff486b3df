import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { repeating } from '@openprepay/runtime/repeating';
import { CLOCK, LOGGER, provide, provideBy, token } from '@openprepay/runtime/service';
import { JudgeMeters } from '../alarm-watch/judge-meters.js';
import { limits } from '../telemetry-limits.js';
import { TELEMETRY_CONFIG } from '../telemetry.config.js';
import { EstimateRepository } from './estimate.repository.js';
import { FailingMeters } from './failing-meters.js';
import { FindingRepository } from './finding.repository.js';
import { HourMarkRepository } from './hour-mark.repository.js';
import { HourPointsRepository } from './hour-points.repository.js';
import { JudgeBusyMeters } from './judge-busy-meters.js';
import { NoteFindings } from './note-findings.js';
import { SettledHourRepository } from './settled-hour.repository.js';
import { SettleHours, type SettlingSettings } from './settle-hours.js';
import { SettlingMetrics } from './settling-metrics.js';

const SETTLING = token<SettlingSettings>('settling settings');

export const validation: Feature = {
  providers: [
    provideBy(SETTLING, [TELEMETRY_CONFIG], (config) => ({ quietMs: config.READINGS_SETTLE_SECONDS * 1_000 })),
    provide(HourMarkRepository, []),
    provide(HourPointsRepository, []),
    provide(SettledHourRepository, []),
    provide(EstimateRepository, []),
    provide(FindingRepository, []),
    provide(NoteFindings, [FindingRepository, CLOCK]),
    provide(SettlingMetrics, []),
    provide(FailingMeters, [CLOCK]),
    provide(JudgeBusyMeters, [UnitOfWork, HourMarkRepository, JudgeMeters, SETTLING, LOGGER]),
    provide(SettleHours, [
      UnitOfWork,
      HourMarkRepository,
      HourPointsRepository,
      SettledHourRepository,
      EstimateRepository,
      NoteFindings,
      JudgeMeters,
      SettlingMetrics,
      SETTLING,
      FailingMeters,
      LOGGER,
    ]),
    repeating([SettleHours], { name: 'hours of readings', everyMs: limits.validation.everyMs }, async (settle) => {
      const { hours, isBehind } = await settle.execute();
      return isBehind ? hours : 0;
    }),
    repeating([JudgeBusyMeters], { name: 'meters whose hours do not rest', everyMs: limits.validation.everyMs }, (judge) =>
      judge.execute(),
    ),
  ],
};
