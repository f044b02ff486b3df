import { present } from '@openprepay/contracts/present';
import type { Tx } from '@openprepay/persistence/tx';
import type { PricedVend } from '@openprepay/tariffs';
import { commissionOf, type CommissionTerms } from '../commissions/commission.js';
import type { Meter } from '../meters/meter.js';
import type { Seller, Vend } from '../vend/vend.js';
import type { Accept } from './accepted-vend.js';
import type { SaleRequest } from './sale-request.js';

/** Who sells, under which key, and what. */
export interface Sale {
  readonly seller: Seller;
  readonly idempotencyKey: string;
  readonly request: SaleRequest;
  /** True where the meter's key has been looked at, and it is to be sold to under the one that it has now. */
  readonly keySeenTo?: boolean;
  /** True: nobody's key makes its token. */
  readonly sandbox?: boolean;
  /** What else is done in the transaction that makes the vend, before and after. */
  readonly within?: (tx: Tx, accept: Accept) => ReturnType<Accept>;
}

/** What a sale came to. */
export interface SaleTerms {
  readonly vendId: string;
  readonly meter: Meter;
  readonly priced: PricedVend;
  /** Of the seller; undefined of staff, and of a vendor that earns nothing. */
  readonly commission: CommissionTerms | undefined;
  readonly at: Date;
}

/** The vend that a sale makes, still without its token. */
export const vendOf = ({ seller, idempotencyKey, request }: Sale, { vendId, meter, priced, commission, at }: SaleTerms): Vend => ({
  vendId,
  vendorId: seller.vendorId,
  idempotencyKey,
  soldBy: seller.soldBy,
  meter: { meterNumber: meter.meterNumber, meterPan: meter.meterPan, keyData: meter.keyData },
  supplyId: meter.supplyId,
  accountNumber: meter.accountNumber,
  commodity: meter.commodity,
  currency: priced.currency,
  tenderMinor: priced.tenderMinor,
  unitsAskedTenths: 'unitsTenths' in request.wanted ? request.wanted.unitsTenths : undefined,
  paymentMethod: request.paymentMethod,
  tariff: priced.tariff,
  lines: priced.lines,
  effect: {
    month: priced.month,
    unitsTenths: priced.unitsTenths,
    fixedChargesTaken: priced.fixedChargesTaken,
    ...present({ grant: priced.grant }),
  },
  debtsTaken: priced.debtsTaken,
  blocks: priced.blocks,
  commission: commission && commissionOf(commission, priced),
  acceptedAt: at,
  stuckSince: undefined,
  cancellation: undefined,
  outcome: { state: 'awaiting-token' },
  delivery: { state: 'none' },
  reprints: 0,
});
