import type { CommissionKind } from '@openprepay/contracts/http/vending-commissions';
import { parseScaled } from '@openprepay/quantities';
import { readAmount } from '../read-amount.js';
import { VendingError } from '../vending-error.js';
import type { CommissionRate, CommissionRule } from './commission.js';

/** A rule as somebody writes it. */
export type WrittenRule = { readonly kind: CommissionKind } & ({ readonly percent: string } | { readonly perVend: string });

/** Decimals that a percentage has. */
const PERCENT_DECIMALS = 4;
const HUNDRED_PERCENT = 1_000_000n;

/** @throws {VendingError} `vending.commission_invalid`, `vending.amount_invalid` */
export function readRules(written: readonly WrittenRule[], currency: string): readonly CommissionRule[] {
  if (new Set(written.map(({ kind }) => kind)).size < written.length) {
    throw new VendingError('vending.commission_invalid', 'there is one rule of a kind');
  }
  return written.map(({ kind, ...rate }) => ({ kind, rate: readRate(rate, currency) }));
}

function readRate(rate: { readonly percent: string } | { readonly perVend: string }, currency: string): CommissionRate {
  if ('perVend' in rate) return { perVendMinor: readAmount(rate.perVend, currency, { allowZero: true }) };
  const percentTenThousandths = parseScaled(rate.percent, PERCENT_DECIMALS);
  if (percentTenThousandths > HUNDRED_PERCENT) throw new VendingError('vending.commission_invalid', 'no commission is above 100 %');
  return { percentTenThousandths };
}
