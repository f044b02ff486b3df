import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { apart } from '@openprepay/runtime/apart';
import type { Logger } from '@openprepay/runtime/logger';
import { judgeMeter } from '../campaign-meters/judge-meter.js';
import type { CampaignMeterRepository } from '../campaign-meters/campaign-meter.repository.js';
import type { PlaceKeyChanges } from '../key-changes/place-key-changes.js';
import { type Campaign, takeStep } from './campaign.js';
import type { CampaignRepository } from './campaign.repository.js';
import type { CampaignSelectionRepository } from './campaign-selection.repository.js';
import { allowance, ANSWERED_MS, isAhead, isInTime, isPast, MANY_ANSWERED, MAX_OWED, owedBesideSales, pacedAfter } from './pace.js';

/** Meters that are counted in one transaction. */
const MAX_SELECTED = 10_000;
/** Meters whose sets are asked for in one transaction, which keeps sales to them waiting. Fewer than may be owed: some are made while others are asked for. */
const MAX_ASKED = 100;
/** Who has sold a moment ago will sell again. */
const SELLING_MS = 10_000;
/** What part of them has been answered before it is worth a transaction. */
const LEAST_ROOM = 0.25;

/**
 * Counts the meters of campaigns that were started, and asks the vault for their sets, at each campaign's rate. All that it knows stands
 * in the database: whoever takes over goes on where it was.
 */
export class WorkOnCampaigns {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly campaigns: CampaignRepository,
    private readonly selection: CampaignSelectionRepository,
    private readonly campaignMeters: CampaignMeterRepository,
    private readonly placeKeyChanges: PlaceKeyChanges,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** One transaction for each running campaign of every utility; one that fails keeps no other waiting. @returns how many meters came further */
  async execute(): Promise<number> {
    const running = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.campaigns.running(tx));
    let further = 0;
    for (const { utility, campaignId } of running)
      further +=
        (await apart(this.logger, { task: 'campaigns', utility, campaignId }, () =>
          this.unitOfWork.run(utility, (tx) => this.goOn(tx, campaignId)),
        )) ?? 0;
    return further;
  }

  private async goOn(tx: Tx, campaignId: string): Promise<number> {
    const campaign = await this.campaigns.lockRunning(tx, campaignId);
    if (!campaign) return 0;
    const at = this.clock.now();
    if (campaign.selectedAt === undefined) return this.select(tx, campaign, at);
    const asked = isInTime(campaign, at) ? await this.ask(tx, campaign, at) : 0;
    if (asked === 0 && (await this.isOver(tx, campaign, at))) await this.complete(tx, campaign, at);
    return asked;
  }

  private async select(tx: Tx, campaign: Campaign, at: Date): Promise<number> {
    const last = await this.selection.addNext(tx, campaign, { at, limit: MAX_SELECTED });
    await this.campaigns.move(tx, last === undefined ? { ...campaign, selectedAt: at } : { ...campaign, selectedThrough: last });
    return 1;
  }

  private async ask(tx: Tx, campaign: Campaign, at: Date): Promise<number> {
    const { campaignId, code, to, channels, startedBy } = campaign;
    const most = await this.mostOwed(tx, at);
    const room = most - (await this.selection.unanswered(tx, campaignId, most));
    const limit = Math.min(MAX_ASKED, room, allowance(campaign, at));
    if (limit <= 0 || room < most * LEAST_ROOM || !startedBy) return 0;
    const due = await this.selection.due(tx, campaignId, { at, limit });
    const judged = due.map(({ meter, ...inTheWay }) => ({ meter, setSize: inTheWay.setSize, verdict: judgeMeter(meter, to, inTheWay) }));
    const changes = await this.placeKeyChanges.execute(
      tx,
      judged
        .filter(({ verdict }) => verdict.verdict === 'place')
        .map(({ meter, setSize }) => ({
          ...{ meter, to, reason: `campaign ${code}`, requestedBy: startedBy },
          ...{ byHand: !channels.includes('mqtt'), setSize: setSize ?? undefined },
        })),
    );
    const idOf = new Map(changes.map(({ meterNumber, keyChangeId }) => [meterNumber, keyChangeId]));
    const outcomes = judged.map(({ meter: { meterNumber }, verdict }) => ({ ...verdict, meterNumber, keyChangeId: idOf.get(meterNumber) }));
    await this.campaignMeters.settle(tx, campaignId, { outcomes, at });
    if (changes.length > 0) await this.campaigns.move(tx, { ...campaign, pacedThrough: pacedAfter(campaign, changes.length, at) });
    return due.length;
  }

  private async mostOwed(tx: Tx, at: Date): Promise<number> {
    if (!(await this.selection.hasSoldSince(tx, before(at, SELLING_MS)))) return MAX_OWED;
    return owedBesideSales(await this.selection.answered(tx, { since: before(at, ANSWERED_MS), limit: MANY_ANSWERED }));
  }

  private async isOver(tx: Tx, campaign: Campaign, at: Date): Promise<boolean> {
    return isPast(campaign, at) || (!isAhead(campaign, at) && !(await this.selection.isOpen(tx, campaign.campaignId)));
  }

  private async complete(tx: Tx, campaign: Campaign, at: Date): Promise<void> {
    const taken = { step: 'complete', at, by: undefined, reason: undefined } as const;
    await this.campaigns.move(tx, takeStep(campaign, taken));
    await this.campaigns.addStep(tx, campaign.campaignId, taken);
  }
}

const before = (at: Date, ms: number): Date => new Date(at.getTime() - ms);
