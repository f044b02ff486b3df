import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { CalendarRepository } from '../calendar/calendar.repository.js';
import type { Period } from '../calendar/period.js';
import { type AccountingPeriod, checkClosing } from './accounting-period.js';
import type { PeriodRepository } from './period.repository.js';

/** Closes a month for good. What comes later of its time is booked in the next one that is open. */
export class ClosePeriod {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly calendar: CalendarRepository,
    private readonly periods: PeriodRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {BillingError} `billing.period_closed`, `billing.period_not_over`, `billing.period_not_next` */
  async execute(caller: Principal, { period }: { readonly period: Period }): Promise<AccountingPeriod> {
    const now = this.clock.now();
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const books = await this.calendar.lock(tx, caller.timeZone);
      const found = await this.periods.read(tx, period, books.timeZone);
      checkClosing({ period: found, books, firstBooked: await this.periods.firstBooked(tx), now });
      await this.periods.close(tx, { ...found, closedBy: caller.username, closedBySubject: caller.subject, closedAt: now });
      return this.periods.read(tx, period, books.timeZone);
    });
  }
}
