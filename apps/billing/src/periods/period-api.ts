import type { PeriodAnswer, PeriodTotalsAnswer } from '@openprepay/contracts/http/billing-ledger';
import { present } from '@openprepay/contracts/present';
import { mapPage } from '@openprepay/persistence/page';
import { formatMoney } from '@openprepay/quantities';
import type { AccountingPeriod } from './accounting-period.js';
import type { PeriodWithTotals } from './read-period.js';

export const periodToApi = ({ startsAt, endsAt, closing, ...period }: AccountingPeriod): PeriodAnswer =>
  present({
    ...period,
    state: closing === undefined ? ('open' as const) : ('closed' as const),
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    lastNumber: closing?.lastNumber,
    closedAt: closing?.closedAt.toISOString(),
    closedBy: closing?.closedBy,
  });

export const periodTotalsToApi = ({ period, totals }: PeriodWithTotals): PeriodTotalsAnswer => {
  const { items: accounts, ...page } = mapPage(totals, ({ account, currency, debitMinor, creditMinor, balanceMinor }) => ({
    account,
    currency,
    debit: formatMoney(debitMinor, currency),
    credit: formatMoney(creditMinor, currency),
    balance: formatMoney(balanceMinor, currency),
  }));
  return { ...periodToApi(period), accounts, ...page };
};
