import type { PaymentMethod } from '@openprepay/contracts/http/vending-vends';
import type { Commodity } from '@openprepay/contracts/wire';
import { formatCredit, type MoneyMinor, moneyMinor, sum } from '@openprepay/quantities';
import { UNITS } from '@openprepay/sts';
import type { Value } from '@openprepay/xmlvend';
import type { Batch, BatchDimension, BatchSum } from '../batches/batch.js';
import type { BatchReport } from '../batches/find-batch.js';
import { amountOf } from './written-answer.js';

type StartedBatch = Value<'StartBatch'>;
type WrittenBatch = Value<'Batch'>;

/** Batches that a till has just started, the longest with the others within it. */
export function startedBatchOf(batches: readonly Batch[]): StartedBatch | undefined {
  const [banking, sales, shift] = (['banking', 'sales', 'shift'] as const).map((wanted) => batches.find(({ kind }) => kind === wanted));
  const started = ({ number, openedAt }: Batch) => ({ seqNo: String(number), started: openedAt.toISOString() });
  const ofShift = shift && ({ type: 'ShiftStartBatch', ...started(shift) } as const);
  const ofSales = sales && ({ type: 'SalesStartBatch', ...started(sales), ...(ofShift && { shiftStartBatch: [ofShift] }) } as const);
  const ofBanking = banking && ({ type: 'BankStartBatch', ...started(banking), ...(ofSales && { salesStartBatch: [ofSales] }) } as const);
  return ofBanking ?? ofSales ?? ofShift;
}

/**
 * Batches that have ended, the longest with the others within it.
 * @param reports at least one, the longest first
 */
export function endedBatchOf(reports: readonly BatchReport[], currency: string): WrittenBatch {
  const written = reports.map((report) => totalOf(report, currency));
  const inner = written.reduceRight<WrittenBatch | undefined>((within, batch) => {
    if (!within) return batch;
    if (batch.type === 'SalesBatch' && within.type === 'ShiftBatch') return { ...batch, shiftBatch: [within] };
    if (batch.type === 'BankBatch' && within.type === 'SalesBatch') return { ...batch, salesBatch: [within] };
    return batch;
  }, undefined);
  if (!inner) throw new Error('no batch has ended');
  return inner;
}

const types = { banking: 'BankBatch', sales: 'SalesBatch', shift: 'ShiftBatch' } as const;
const NOTHING = moneyMinor(0n);

/** What one batch comes to, in the till's currency. */
export function totalOf({ batch, totals }: BatchReport, currency: string): WrittenBatch {
  const by = (wanted: BatchDimension): readonly BatchSum[] => totals.filter((one) => one.dimension === wanted && one.currency === currency);
  const amt = (minor: MoneyMinor): Value<'Currency'> => amountOf(minor, currency);
  const taxMinor = sum([NOTHING, ...by('tax').map(({ amountMinor }) => amountMinor)]);
  return {
    type: types[batch.kind],
    seqNo: String(batch.number),
    started: batch.openedAt.toISOString(),
    ...(batch.closed && { ended: batch.closed.at.toISOString() }),
    batchTot: amt(by('all')[0]?.amountMinor ?? NOTHING),
    totTax: { type: 'VAT', amt: amt(taxMinor) },
    batchReport: {
      txTotal: by('line').map(({ name, amountMinor }) => ({
        type: lineTotals[name] ?? 'NormalSaleTotal',
        desc: name,
        amt: amt(amountMinor),
      })),
      operatorTotal: by('operator').map(({ name, amountMinor }) => ({ opName: name, amt: amt(amountMinor) })),
      payTypeTotal: by('paymentMethod').map(({ name, amountMinor }) => ({
        type: methodTotals[name as PaymentMethod],
        desc: name,
        amt: amt(amountMinor),
      })),
      resTot: by('commodity').map(({ name, unitsTenths }) => ({
        type: resourceTotals[name as Commodity],
        desc: name,
        units: { value: formatCredit(unitsTenths), siUnit: UNITS[name as Commodity] },
      })),
    },
  };
}

/** What is no debt and no charge is part of the sale itself. */
const lineTotals: Readonly<Record<string, 'DebtRecoveryTotal' | 'ServiceChrgTotal'>> = {
  debt: 'DebtRecoveryTotal',
  'fixed-charge': 'ServiceChrgTotal',
  levy: 'ServiceChrgTotal',
};

const methodTotals = {
  cash: 'CashTotal',
  card: 'CreditCardTotal',
  cheque: 'ChequeTotal',
  eft: 'OtherTotal',
  'mobile-money': 'OtherTotal',
  voucher: 'OtherTotal',
} as const satisfies Record<PaymentMethod, string>;

const resourceTotals = {
  electricity: 'ElectricityTotal',
  water: 'WaterTotal',
  gas: 'GasTotal',
  time: 'ConnectionTimeTotal',
} as const satisfies Record<Commodity, string>;
