import type { CommissionKind } from '@openprepay/contracts/http/vending-commissions';
import { moneyMinor } from '@openprepay/quantities';
import type { CommissionRule, CommissionTerms, VendCommission } from './commission.js';

/** Rules as their row holds them: JSON has no bigint. */
export type CommissionRuleJson = { readonly kind: string } & (
  { readonly percentTenThousandths: string } | { readonly perVendMinor: string }
);

/** What a sale earned as the vend's row holds it. */
export interface VendCommissionJson {
  readonly version: number;
  readonly parts: readonly { readonly kind: string; readonly amountMinor: string }[];
}

export const rulesToJson = (rules: readonly CommissionRule[]): readonly CommissionRuleJson[] =>
  rules.map(({ kind, rate }) =>
    'perVendMinor' in rate
      ? { kind, perVendMinor: rate.perVendMinor.toString() }
      : { kind, percentTenThousandths: rate.percentTenThousandths.toString() },
  );

export const rulesFromJson = (rules: readonly CommissionRuleJson[]): readonly CommissionRule[] =>
  rules.map(({ kind, ...rate }) => ({
    kind: kind as CommissionKind,
    rate:
      'perVendMinor' in rate
        ? { perVendMinor: moneyMinor(BigInt(rate.perVendMinor)) }
        : { percentTenThousandths: BigInt(rate.percentTenThousandths) },
  }));

/** What a sale reads beside all else: the terms of its vendor, where there are some. */
export interface CommissionTermsJson {
  readonly version: number;
  readonly rules: readonly CommissionRuleJson[];
}

export const termsFromJson = (terms: CommissionTermsJson | null): CommissionTerms | undefined =>
  terms === null ? undefined : { version: terms.version, rules: rulesFromJson(terms.rules) };

export const vendCommissionToJson = (commission: VendCommission | undefined): VendCommissionJson | null =>
  commission
    ? { ...commission, parts: commission.parts.map(({ kind, amountMinor }) => ({ kind, amountMinor: amountMinor.toString() })) }
    : null;

export const vendCommissionFromJson = (commission: VendCommissionJson | null): VendCommission | undefined =>
  commission === null
    ? undefined
    : {
        version: commission.version,
        parts: commission.parts.map(({ kind, amountMinor }) => ({
          kind: kind as CommissionKind,
          amountMinor: moneyMinor(BigInt(amountMinor)),
        })),
      };
