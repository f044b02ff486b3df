import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { CampaignMeterRepository } from '../campaign-meters/campaign-meter.repository.js';

export interface SetRejection {
  readonly keyChangeId: string;
  readonly code: string;
}

/** A set that was given up was on its way; nobody has refused it. */
const GIVEN_UP = 'expired';

/** Shows on a campaign's meters that they refused their sets. The key changes stay open: whoever stands at the meter may enter them still. */
export class RecordSetRejections {
  constructor(
    private readonly campaignMeters: CampaignMeterRepository,
    private readonly clock: Clock,
  ) {}

  /** Safe to repeat. */
  async execute(tx: Tx, rejections: readonly SetRejection[]): Promise<void> {
    const refused = rejections.filter(({ code }) => code !== GIVEN_UP);
    const last = new Map(refused.map((one) => [one.keyChangeId, one]));
    await this.campaignMeters.reject(tx, [...last.values()], this.clock.now());
  }
}
