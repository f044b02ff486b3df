import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { MoneyMinor } from '@openprepay/quantities';
import { tariffInForce } from '@openprepay/tariffs';
import type { Meter } from '../meters/meter.js';
import type { CompiledTariffs } from '../pricing/compiled-tariffs.js';
import { isSufficient } from '../pricing/known-pricing.js';
import type { SaleRepository } from './sale.repository.js';

/** What a sale to a meter may cost by its tariff. */
export interface TenderLimits {
  readonly currency: string;
  readonly minimumMinor: MoneyMinor;
  /** Undefined where the tariff knows none. */
  readonly maximumMinor: MoneyMinor | undefined;
}

/** The smallest and the largest tender that the tariff of a meter has now. What of debts or of a token's size narrows them a quote says. */
export class FindTenderLimits {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sales: SaleRepository,
    private readonly tariffs: CompiledTariffs,
    private readonly clock: Clock,
  ) {}

  /** @returns undefined where no tariff is in force for the meter, or none has been heard of */
  async execute({ utility }: Principal, meter: Meter): Promise<TenderLimits | undefined> {
    return this.unitOfWork.run(utility, async (tx) => {
      const known = await this.sales.knownPricing(tx, meter);
      if (!isSufficient(known)) return undefined;
      const versions = await this.tariffs.versions(tx, known.tariffCode, known.tariffVersions);
      const tariff = tariffInForce(versions, this.clock.now())?.tariff;
      return (
        tariff && {
          currency: tariff.document.currency,
          minimumMinor: tariff.minimumTenderMinor,
          maximumMinor: tariff.maximumTenderMinor,
        }
      );
    });
  }
}
