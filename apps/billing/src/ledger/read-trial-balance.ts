import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import { pageOf } from '@openprepay/persistence/page';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { CalendarRepository } from '../calendar/calendar.repository.js';
import { accountCursor } from './account-cursor.js';
import type { BalanceRepository, TotalFilter } from './balance.repository.js';
import { isBalanced, type TrialBalance } from './trial-balance.js';

export type TrialBalanceQuery = PageQuery & Pick<TotalFilter, 'period' | 'asOf' | 'subLedger'>;

/** The balances of the caller's utility by ledger account, all as of the same instant: of all time, of one period, or as of its end. */
export class ReadTrialBalance {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly calendar: CalendarRepository,
    private readonly balances: BalanceRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async execute(caller: Principal, { limit, cursor: from, ...filter }: TrialBalanceQuery): Promise<TrialBalance> {
    const after = accountCursor.read(from);
    if (filter.period !== undefined || filter.asOf !== undefined) {
      await this.unitOfWork.run(caller.utility, (tx) => this.calendar.settle(tx, caller.timeZone));
    }
    const read = async (tx: Tx): Promise<TrialBalance> => {
      const totals = await this.balances.totals(tx, { ...filter, after, limit: limit + 1 });
      const { items: accounts, nextCursor } = pageOf(totals, limit, ({ account, currency }) => accountCursor.write([account, currency]));
      const balanced = isBalanced(await this.balances.sums(tx, filter));
      return present({ balanced, entries: await this.balances.entries(tx, filter), accounts, nextCursor });
    };
    return this.unitOfWork.run(caller.utility, read, { oneSnapshot: true });
  }
}
