import { DefaultTariffChanged } from '@openprepay/contracts/billing';
import type { Principal } from '@openprepay/contracts/identity';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { BillingError } from '../billing-error.js';
import type { DefaultTariff } from './tariff.js';
import type { TariffRepository } from './tariff.repository.js';

/** Names the tariff of meters that have no account, or whose account names none. */
export class ChangeDefaultTariff {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly tariffs: TariffRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws {BillingError} `billing.tariff_unknown`, `billing.tariff_kind_changed` where the tariff sells something else, or in
   *   another currency than the utility's: what meters without an account still owe is owed in that
   */
  async execute(caller: Principal, { commodity, tariffCode }: DefaultTariff): Promise<DefaultTariff> {
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const kind = await this.tariffs.requireKind(tx, tariffCode);
      if (kind.commodity !== commodity || kind.currency !== caller.currency) {
        const problem = `tariff ${tariffCode} is for ${kind.commodity} in ${kind.currency}, not for ${commodity} in ${caller.currency}`;
        throw new BillingError('billing.tariff_kind_changed', problem);
      }

      const revision = await this.tariffs.changeDefault(tx, { commodity, tariffCode });
      await this.outbox.append(tx, DefaultTariffChanged, { commodity, tariffCode, revision, changedAt: this.clock.now() });
      return { commodity, tariffCode };
    });
  }
}
