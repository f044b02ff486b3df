import type { CampaignChannel } from '@openprepay/contracts/http/campaigns';
import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { type MeterKeyData, readMeterNumber } from '../meters/meter.js';
import { personOf } from '../person.js';
import { requireStaff } from '../vendors/vendor-scope.js';
import type { Campaign, Selection } from './campaign.js';
import type { CampaignRepository } from './campaign.repository.js';
import type { CampaignSelectionRepository } from './campaign-selection.repository.js';
import { type CampaignProgress, progressOf } from './progress.js';

export interface CreateCampaignCommand {
  readonly code: string;
  readonly name: string;
  readonly select: Selection;
  readonly to: Partial<MeterKeyData>;
  readonly channels: readonly CampaignChannel[];
  readonly ratePerMinute?: number | undefined;
  readonly startsAt?: Date | undefined;
  readonly endsAt?: Date | undefined;
}

/** Plans another key for many meters, and says how many there are now. */
export class CreateCampaign {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly campaigns: CampaignRepository,
    private readonly selection: CampaignSelectionRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.campaign_exists`, `vending.meter_number_invalid`, `vending.staff_required` */
  async execute(caller: Principal, { select, channels, ...wanted }: CreateCampaignCommand): Promise<CampaignProgress> {
    requireStaff(caller);
    const meterNumbers = select.meterNumbers && [...new Set(select.meterNumbers.map((number) => readMeterNumber(number).meterNumber))];
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const now = this.clock.now();
      const chosen: Selection = { ...select, ...(meterNumbers && { meterNumbers }) };
      const campaign: Campaign = {
        campaignId: this.clock.newId(),
        code: wanted.code,
        name: wanted.name,
        select: chosen,
        to: wanted.to,
        channels: [...new Set(channels)],
        ratePerMinute: wanted.ratePerMinute,
        startsAt: wanted.startsAt,
        endsAt: wanted.endsAt,
        state: 'planned',
        plannedMeters: await this.selection.count(tx, { select: chosen, to: wanted.to }, now),
        createdAt: now,
        createdBy: personOf(caller),
        selectedThrough: '',
        ...{ startedAt: undefined, startedBy: undefined, endedAt: undefined, selectedAt: undefined, pacedThrough: undefined },
      };
      await this.campaigns.insert(tx, campaign);
      return progressOf({ campaign, tallies: [], steps: [], now });
    });
  }
}
