import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { MoneyMinor } from '@openprepay/quantities';
import { grantUnits, TariffError, tariffInForce, type UnitsToGrant } from '@openprepay/tariffs';
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
  /** True where its supply has free units of this month to be given. */
  readonly freeUnitsDue: boolean;
}

/** The smallest and the largest tender that the tariff of a meter has now, and whether its free units of the month are due. What of debts or of a token's size narrows them a quote says. */
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
      const at = this.clock.now();
      const tariff = tariffInForce(versions, at)?.tariff;
      return (
        tariff && {
          currency: tariff.document.currency,
          minimumMinor: tariff.minimumTenderMinor,
          maximumMinor: tariff.maximumTenderMinor,
          freeUnitsDue: freeUnitsDue({ versions, at, state: known.state }),
        }
      );
    });
  }
}

/** As whoever gives them would say. */
function freeUnitsDue(supply: Pick<UnitsToGrant, 'versions' | 'at' | 'state'>): boolean {
  try {
    grantUnits({ ...supply, grant: { kind: 'free-basic' } });
    return true;
  } catch (error) {
    if (error instanceof TariffError && error.code === 'tariffs.free_units_not_due') return false;
    throw error;
  }
}
