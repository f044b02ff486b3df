import type { Principal } from '@openprepay/contracts/identity';
import { csvLine } from '@openprepay/imports/csv-line';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { CampaignRepository } from './campaign.repository.js';
import type { CampaignListRepository, CampaignMeter, ShownKey } from './campaign-list.repository.js';

/** Meters that are read, and held, at a time. */
const PAGE = 2_000;

/** What a column of the file is called, and what stands in it. */
const COLUMNS: Readonly<Record<string, (meter: CampaignMeter) => string>> = {
  meterNumber: ({ meterNumber }) => meterNumber,
  networkNode: ({ networkNode }) => networkNode ?? '',
  state: ({ state }) => state,
  ...keyColumns('from', ({ from }) => from),
  ...keyColumns('to', ({ to }) => to),
  addedBy: ({ addedBy }) => addedBy ?? '',
  keyChangeId: ({ keyChangeId }) => keyChangeId ?? '',
  issuedAt: ({ issuedAt }) => written(issuedAt),
  issuedBy: ({ issuedBy }) => issuedBy ?? '',
  deliveredAt: ({ deliveredAt }) => written(deliveredAt),
  deliveredThrough: ({ deliveredThrough }) => deliveredThrough ?? '',
  confirmedAt: ({ confirmedAt }) => written(confirmedAt),
  evidence: ({ evidence }) => evidence ?? '',
  refusalCode: ({ refusalCode }) => refusalCode ?? '',
  refusalReason: ({ refusalReason }) => refusalReason ?? '',
  exemptReason: ({ exemptReason }) => exemptReason ?? '',
  exemptBy: ({ exemptBy }) => exemptBy ?? '',
  changedAt: ({ changedAt }) => written(changedAt),
};

/** Every meter of a campaign with what shows how far it has come, as CSV: nothing in it is a formula to a spreadsheet. */
export class ExportEvidence {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly campaigns: CampaignRepository,
    private readonly meters: CampaignListRepository,
  ) {}

  /** Page by page, each as it is when its turn comes. @throws {VendingError} `vending.campaign_unknown`, before the first line */
  async execute({ utility }: Principal, campaignId: string): Promise<AsyncIterable<string>> {
    await this.unitOfWork.run(utility, (tx) => this.campaigns.require(tx, campaignId));
    return this.lines(utility, campaignId);
  }

  private async *lines(utility: string, campaignId: string): AsyncGenerator<string> {
    yield csvLine(Object.keys(COLUMNS));
    const cells = Object.values(COLUMNS);
    for (let after: string | undefined; ;) {
      const from = after;
      const page = await this.unitOfWork.run(utility, (tx) => this.meters.list(tx, campaignId, { after: from, limit: PAGE }));
      const last = page.at(-1);
      if (last === undefined) return;
      yield page.map((meter) => csvLine(cells.map((cell) => cell(meter)))).join('');
      after = last.meterNumber;
    }
  }
}

function keyColumns(prefix: string, keyOf: (meter: CampaignMeter) => ShownKey) {
  return Object.fromEntries(
    (['supplyGroupCode', 'keyRevision', 'tariffIndex', 'baseDate'] as const).map((name) => [
      `${prefix}${name[0]!.toUpperCase()}${name.slice(1)}`,
      (meter: CampaignMeter) => String(keyOf(meter)[name]),
    ]),
  );
}

const written = (at: Date | null): string => at?.toISOString() ?? '';
