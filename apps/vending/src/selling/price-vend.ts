import type { Tx } from '@openprepay/persistence/tx';
import type { PricedVend } from '@openprepay/tariffs';
import type { KnownDebt } from '../pricing/account-pricing.js';
import type { CompiledTariffs } from '../pricing/compiled-tariffs.js';
import type { DebtRepository } from '../pricing/debt.repository.js';
import { isSufficient, type KnownPricing } from '../pricing/known-pricing.js';
import { priceByTariff, type Wanted } from '../pricing/price-by-tariff.js';

/** Billing's events have not told enough yet to price the supply. It may be worth waiting for: see `AwaitPricing`. */
export const PRICING_UNKNOWN = 'pricing-unknown';
export type PricingUnknown = typeof PRICING_UNKNOWN;

export interface PriceVendInput {
  readonly known: KnownPricing;
  readonly wanted: Wanted;
  readonly at: Date;
  /** `sale` keeps the account's debts from other vends until the transaction ends. */
  readonly purpose: 'sale' | 'quote';
}

/** Brings together what a price depends on: the supply, its tariff, its account's debts. */
export class PriceVend {
  constructor(
    private readonly tariffs: CompiledTariffs,
    private readonly debts: DebtRepository,
  ) {}

  /** @throws {VendingError} as `priceByTariff` */
  async execute(tx: Tx, { known, wanted, at, purpose }: PriceVendInput): Promise<PricedVend | PricingUnknown> {
    if (!isSufficient(known)) return PRICING_UNKNOWN;
    const versions = await this.tariffs.versions(tx, known.tariffCode, known.tariffVersions);
    const debts = await this.debtsOf(tx, known, purpose);
    return priceByTariff({ known, versions, debts, wanted, at });
  }

  private async debtsOf(
    tx: Tx,
    { accountNumber, account }: KnownPricing,
    purpose: PriceVendInput['purpose'],
  ): Promise<readonly KnownDebt[]> {
    if (accountNumber === undefined || !account?.hasDebts) return [];
    return purpose === 'sale' ? this.debts.lockOfAccount(tx, accountNumber) : this.debts.readOfAccount(tx, accountNumber);
  }
}
