import type { CommissionKind } from '@openprepay/contracts/http/vending-commissions';
import { add, divideDown, least, type MoneyMinor, moneyMinor, subtract, sum } from '@openprepay/quantities';
import type { PricedLine } from '@openprepay/tariffs';

/** A share of the money of its kind in ten thousandths of a percent, or so much for each sale that has money of it. */
export type CommissionRate = { readonly percentTenThousandths: bigint } | { readonly perVendMinor: MoneyMinor };

export interface CommissionRule {
  readonly kind: CommissionKind;
  readonly rate: CommissionRate;
}

/** What a vendor earns by its sales, as it was said once; at most one rule of a kind. */
export interface CommissionTerms {
  /** 1, 2, 3, … of the vendor. */
  readonly version: number;
  readonly rules: readonly CommissionRule[];
}

/** Whether a vendor earns more of any kind by these rules; a share and so much per sale are not compared: one in place of the other is more. */
export const earnsMore = (rules: readonly CommissionRule[], before: readonly CommissionRule[]): boolean =>
  rules.some(({ kind, rate }) => {
    const known = before.find((rule) => rule.kind === kind)?.rate;
    if ('perVendMinor' in rate) {
      return rate.perVendMinor > 0n && !(known && 'perVendMinor' in known && known.perVendMinor >= rate.perVendMinor);
    }
    const { percentTenThousandths } = rate;
    return (
      percentTenThousandths > 0n && !(known && 'percentTenThousandths' in known && known.percentTenThousandths >= percentTenThousandths)
    );
  });

export interface CommissionPart {
  readonly kind: CommissionKind;
  readonly amountMinor: MoneyMinor;
}

/** What one sale has earned its vendor, and by which terms. */
export interface VendCommission {
  readonly version: number;
  /** Each above zero. */
  readonly parts: readonly CommissionPart[];
}

/** As much of a sale as it earns by. */
export interface EarningSale {
  readonly tenderMinor: MoneyMinor;
  readonly lines: readonly PricedLine[];
  /** Of units that nobody pays for. */
  readonly grant?: { readonly kind: string } | undefined;
}

/** A percent of the smallest unit, times this, is one. */
const WHOLE = 1_000_000n;
/** The order in which kinds take of a sale's money. */
const ORDER: readonly CommissionKind[] = ['credit', 'debt', 'free-basic'];
const NOTHING = moneyMinor(0n);

/**
 * What a sale earns its vendor: of each kind the share of its money, rounded down to the smallest unit, or so much per vend. Kinds take
 * in the order credit, debt, and all of them no more than the tender; a sale of free basic units has its fee alone, and what else is given
 * earns nothing.
 *
 * @returns undefined where it earns nothing
 */
export function commissionOf({ version, rules }: CommissionTerms, { tenderMinor, lines, grant }: EarningSale): VendCommission | undefined {
  const debtMinor = sum(lines.filter(({ kind }) => kind === 'debt').map(({ amountMinor }) => amountMinor));
  const bases = { credit: subtract(tenderMinor, debtMinor), debt: debtMinor, 'free-basic': NOTHING };
  const isFree = grant?.kind === 'free-basic';
  let earnedMinor = NOTHING;
  const parts = rules
    .toSorted((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind))
    .filter(({ kind }) => (kind === 'free-basic' ? isFree : bases[kind] > 0n))
    .map(({ kind, rate }): CommissionPart => {
      const wholeMinor = 'perVendMinor' in rate ? rate.perVendMinor : shareOf(bases[kind], rate.percentTenThousandths);
      const amountMinor = isFree ? wholeMinor : least(wholeMinor, subtract(tenderMinor, earnedMinor));
      earnedMinor = add(earnedMinor, amountMinor);
      return { kind, amountMinor };
    })
    .filter(({ amountMinor }) => amountMinor > 0n);
  return parts.length === 0 ? undefined : { version, parts };
}

const shareOf = (baseMinor: MoneyMinor, percentTenThousandths: bigint): MoneyMinor =>
  moneyMinor(divideDown(baseMinor * percentTenThousandths, WHOLE));

/** What of it is earned by the sale itself; a fee for units that nobody pays for is by their token. */
export const earnedAtOnce = ({
  tenderMinor,
  commission,
}: {
  readonly tenderMinor: MoneyMinor;
  readonly commission: VendCommission | undefined;
}): MoneyMinor => (tenderMinor > 0n ? earnedBy(commission) : NOTHING);

/** All that a sale earns. */
export const earnedBy = (commission: VendCommission | undefined): MoneyMinor =>
  sum((commission?.parts ?? []).map(({ amountMinor }) => amountMinor));
