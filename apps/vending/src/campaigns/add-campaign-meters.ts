import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { readMeterNumber } from '../meters/meter.js';
import { requireStaff } from '../vendors/vendor-scope.js';
import { requireUnderWay } from './campaign.js';
import type { CampaignRepository } from './campaign.repository.js';
import type { AddedMeters, CampaignSelectionRepository } from './campaign-selection.repository.js';

export interface AddCampaignMetersCommand {
  readonly campaignId: string;
  readonly meterNumbers: readonly string[];
}

/** Adds late comers to a campaign by name, and has what was refused or left out tried again. */
export class AddCampaignMeters {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly campaigns: CampaignRepository,
    private readonly selection: CampaignSelectionRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.campaign_unknown`, `vending.campaign_state_invalid`, `vending.meter_number_invalid`, `vending.staff_required` */
  async execute(caller: Principal, { campaignId, meterNumbers: written }: AddCampaignMetersCommand): Promise<AddedMeters> {
    requireStaff(caller);
    const meterNumbers = written.map((number) => readMeterNumber(number).meterNumber);
    return this.unitOfWork.run(caller.utility, async (tx) => {
      requireUnderWay(await this.campaigns.lock(tx, campaignId));
      return this.selection.add(tx, campaignId, { meterNumbers, by: caller.username, at: this.clock.now() });
    });
  }
}
