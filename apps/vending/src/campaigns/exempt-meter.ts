import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { readMeterNumber } from '../meters/meter.js';
import { requireStaff } from '../vendors/vendor-scope.js';
import { VendingError } from '../vending-error.js';
import type { CampaignRepository } from './campaign.repository.js';
import type { CampaignListRepository, CampaignMeter } from './campaign-list.repository.js';

export interface ExemptMeterCommand {
  readonly campaignId: string;
  readonly meterNumber: string;
  readonly reason: string;
}

/** Leaves a meter out of a campaign. A set that it has already is not taken back, and confirmed all the same if the meter takes it. */
export class ExemptMeter {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly campaigns: CampaignRepository,
    private readonly meters: CampaignListRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws {VendingError} `vending.campaign_unknown`, `vending.campaign_meter_unknown`, `vending.campaign_meter_confirmed`,
   *   `vending.meter_number_invalid`, `vending.staff_required`
   */
  async execute(caller: Principal, { campaignId, meterNumber: written, reason }: ExemptMeterCommand): Promise<CampaignMeter> {
    requireStaff(caller);
    const { meterNumber } = readMeterNumber(written);
    return this.unitOfWork.run(caller.utility, async (tx) => {
      await this.campaigns.require(tx, campaignId);
      await this.meters.exempt(tx, campaignId, { meterNumber, reason, by: caller.username, at: this.clock.now() });
      const [meter] = await this.meters.list(tx, campaignId, { meterNumber, after: undefined, limit: 1 });
      if (!meter) throw new VendingError('vending.campaign_meter_unknown', `meter ${meterNumber} is not one of the campaign`);
      if (meter.state === 'confirmed') throw new VendingError('vending.campaign_meter_confirmed', 'the meter has its new key');
      return meter;
    });
  }
}
