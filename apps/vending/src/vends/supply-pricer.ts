import type { Tx } from '@openprepay/persistence/tx';
import type { PricedVend } from '@openprepay/tariffs';
import type { DebtRepository } from '../pricing/debt.repository.js';
import { priceSupply } from '../pricing/price-supply.js';
import { isPricingKnown, outstandingDebt, type SupplyPricing } from '../pricing/supply-pricing.js';
import type { TariffBook } from '../pricing/tariff-book.js';
import { VendingError } from '../vending-error.js';

/** Billing's word usually arrives within a second; whoever set the account up a moment ago need not wait longer. */
const PRICING_RETRY_SECONDS = 2;

export interface Tender {
  readonly tender: { readonly amount: string; readonly currency: string };
  readonly at: Date;
  /** `sale` keeps the account's debts from other vends until the transaction ends. */
  readonly purpose: 'sale' | 'quote';
}

/** Brings together what a price depends on: the supply, its tariff, its account's debts. */
export class SupplyPricer {
  constructor(
    private readonly tariffs: TariffBook,
    private readonly debts: DebtRepository,
  ) {}

  /** @throws {VendingError} `vending.pricing_unknown`, and as `priceSupply` */
  async price(tx: Tx, supply: SupplyPricing, { tender, at, purpose }: Tender): Promise<PricedVend> {
    if (!isPricingKnown(supply)) {
      throw new VendingError('vending.pricing_unknown', 'the tariff or the account of this meter has not been heard of yet', {
        retryAfterSeconds: PRICING_RETRY_SECONDS,
      });
    }
    const versions = await this.tariffs.versions(tx, supply.tariffCode, supply.tariffVersions);
    const debts = await this.debtsOf(tx, supply, purpose);
    return priceSupply({ supply, versions, debts: debts.map(outstandingDebt), tender, at });
  }

  private async debtsOf(
    tx: Tx,
    { accountNumber, account }: SupplyPricing,
    purpose: Tender['purpose'],
  ): ReturnType<DebtRepository['lockOfAccount']> {
    if (accountNumber === undefined || !account?.hasDebts) return [];
    return purpose === 'sale' ? this.debts.lockOfAccount(tx, accountNumber) : this.debts.readOfAccount(tx, accountNumber);
  }
}
