import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { CalendarRepository } from '../calendar/calendar.repository.js';
import type { Period } from '../calendar/period.js';
import { accountCursor } from '../ledger/account-cursor.js';
import type { AccountingPeriod, PeriodTotal } from './accounting-period.js';
import type { PeriodRepository } from './period.repository.js';

export interface PeriodWithTotals {
  readonly period: AccountingPeriod;
  readonly totals: Page<PeriodTotal>;
}

/** A month of the books, and what was booked in it by ledger account. */
export class ReadPeriod {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly calendar: CalendarRepository,
    private readonly periods: PeriodRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async execute(caller: Principal, { period, cursor, limit }: PageQuery & { readonly period: Period }): Promise<PeriodWithTotals> {
    const after = accountCursor.read(cursor);
    await this.unitOfWork.run(caller.utility, (tx) => this.calendar.settle(tx, caller.timeZone));
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const { timeZone } = await this.calendar.read(tx);
      const found = await this.periods.read(tx, period, timeZone);
      const totals = await this.periods.totals(tx, { period: found, after, limit: limit + 1 });
      return { period: found, totals: pageOf(totals, limit, ({ account, currency }) => accountCursor.write([account, currency])) };
    });
  }
}
