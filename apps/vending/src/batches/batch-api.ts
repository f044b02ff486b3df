import type { BatchAnswer, BatchReportAnswer } from '@openprepay/contracts/http/vending-batches';
import type { PaymentMethod } from '@openprepay/contracts/http/vending-vends';
import { present } from '@openprepay/contracts/present';
import type { Commodity } from '@openprepay/contracts/wire';
import { formatCredit, formatMoney } from '@openprepay/quantities';
import { UNITS } from '@openprepay/sts';
import { type Batch, type BatchDimension, type BatchSum, type CountDifference, differencesOf } from './batch.js';
import type { BatchReport } from './find-batch.js';

export const batchToApi = ({ batchId, kind, number, till, vendorId, openedAt, openedBy, closed }: Batch): BatchAnswer => ({
  batchId,
  kind,
  number,
  state: closed ? 'closed' : 'open',
  till,
  ...present({ vendorId }),
  openedAt: openedAt.toISOString(),
  openedBy,
  ...(closed && {
    closedAt: closed.at.toISOString(),
    closedBy: closed.by,
    ...present({ counted: differencesOf(closed)?.map(differenceToApi) }),
  }),
});

const differenceToApi = ({ paymentMethod, currency, expectedMinor, amountMinor, differenceMinor }: CountDifference) => ({
  paymentMethod,
  currency,
  expected: formatMoney(expectedMinor, currency),
  counted: formatMoney(amountMinor, currency),
  difference: formatMoney(differenceMinor, currency),
});

export const reportToApi = ({ batch, totals, givenBack }: BatchReport): BatchReportAnswer => ({
  ...batchToApi(batch),
  totals: totals.filter(({ dimension }) => dimension === 'all').map((all) => totalsToApi(all, totals)),
  ...(batch.closed && { givenBack: givenBack.map((sum) => ({ currency: sum.currency, ...sumToApi(sum) })) }),
});

function totalsToApi(all: BatchSum, totals: readonly BatchSum[]): BatchReportAnswer['totals'][number] {
  const by = (wanted: BatchDimension): readonly BatchSum[] =>
    totals.filter(({ currency, dimension }) => currency === all.currency && dimension === wanted);
  return {
    currency: all.currency,
    ...sumToApi(all),
    waiting: by('waiting')[0]?.vends ?? 0,
    operators: by('operator').map((sum) => ({ operator: sum.name, ...sumToApi(sum) })),
    paymentMethods: by('paymentMethod').map((sum) => ({ paymentMethod: sum.name as PaymentMethod, ...sumToApi(sum) })),
    lines: by('line').map((sum) => ({ kind: sum.name, ...sumToApi(sum) })),
    commodities: by('commodity').map((sum) => {
      const commodity = sum.name as Commodity;
      return { commodity, ...sumToApi(sum), units: { value: formatCredit(sum.unitsTenths), unit: UNITS[commodity] } };
    }),
    taxes: by('tax').map((sum) => ({ code: sum.name, ...sumToApi(sum) })),
    ...(by('commission').length > 0 && { commissions: by('commission').map((sum) => ({ kind: sum.name, ...sumToApi(sum) })) }),
  };
}

const sumToApi = ({ vends, amountMinor, currency }: BatchSum) => ({ vends, amount: formatMoney(amountMinor, currency) });
