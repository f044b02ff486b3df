import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { MeterRepository } from '../meters/meter.repository.js';
import { EstimateRepository } from '../validation/estimate.repository.js';
import { HourMarkRepository } from '../validation/hour-mark.repository.js';
import { HourPointsRepository } from '../validation/hour-points.repository.js';
import { SettledHourRepository } from '../validation/settled-hour.repository.js';
import { FindBuckets } from './find-buckets.js';
import { FindPoints } from './find-points.js';
import { FindSeries } from './find-series.js';
import { SeriesController } from './series.controller.js';
import { SeriesRepository } from './series.repository.js';

export const series: Feature = {
  controllers: [SeriesController],
  providers: [
    provide(SeriesRepository, []),
    provide(FindPoints, [SeriesRepository, HourPointsRepository]),
    provide(FindBuckets, [SeriesRepository, SettledHourRepository, HourMarkRepository, HourPointsRepository, EstimateRepository]),
    provide(FindSeries, [UnitOfWork, MeterRepository, FindPoints, FindBuckets, CLOCK]),
  ],
};
