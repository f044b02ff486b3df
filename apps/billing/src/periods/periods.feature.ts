import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { CalendarRepository } from '../calendar/calendar.repository.js';
import { ClosePeriod } from './close-period.js';
import { FindPeriods } from './find-periods.js';
import { PeriodRepository } from './period.repository.js';
import { PeriodsController } from './periods.controller.js';
import { ReadPeriod } from './read-period.js';

/** The months of the books, and their closing. */
export const periods: Feature = {
  controllers: [PeriodsController],
  providers: [
    provide(PeriodRepository, []),
    provide(FindPeriods, [UnitOfWork, CalendarRepository, PeriodRepository]),
    provide(ReadPeriod, [UnitOfWork, CalendarRepository, PeriodRepository]),
    provide(ClosePeriod, [UnitOfWork, CalendarRepository, PeriodRepository, CLOCK]),
  ],
};
