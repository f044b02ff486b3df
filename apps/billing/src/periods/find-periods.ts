import type { PageQuery } from '@openprepay/contracts/http/page';
import { accountingPeriod } from '@openprepay/contracts/http/billing-ledger';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { CalendarRepository } from '../calendar/calendar.repository.js';
import type { AccountingPeriod } from './accounting-period.js';
import type { PeriodRepository } from './period.repository.js';

const cursor = cursorOf(z.tuple([accountingPeriod]));

/** The months that the caller's utility has entries in, or has closed; the latest first. */
export class FindPeriods {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly calendar: CalendarRepository,
    private readonly periods: PeriodRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async execute(caller: Principal, query: PageQuery): Promise<Page<AccountingPeriod>> {
    const [before] = cursor.read(query.cursor) ?? [];
    await this.unitOfWork.run(caller.utility, (tx) => this.calendar.settle(tx, caller.timeZone));
    const found = await this.unitOfWork.run(caller.utility, async (tx) => {
      const { timeZone } = await this.calendar.read(tx);
      return this.periods.list(tx, timeZone, { before, limit: query.limit + 1 });
    });
    return pageOf(found, query.limit, ({ period }) => cursor.write([period]));
  }
}
