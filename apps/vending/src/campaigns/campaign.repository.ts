import type { CampaignState } from '@openprepay/contracts/http/campaigns';
import { present } from '@openprepay/contracts/present';
import { columnsOf, entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { isUniqueViolation } from '@openprepay/persistence/unique-violation';
import { LessThan } from 'typeorm';
import { VendingError } from '../vending-error.js';
import type { Campaign, CampaignStep, Tally, TakenStep } from './campaign.js';
import { CampaignRow } from './campaign.row.js';

/** Most campaigns of all utilities that one round of work looks at. */
const MAX_RUNNING = 1_000;
/** Counts that were added one by one are summed up once there are so many beyond one for each day and state. */
const MANY_TALLIES = 500;

export interface CampaignFilter {
  readonly state: CampaignState | undefined;
  /** Those that were planned before this one alone. */
  readonly before: string | undefined;
  readonly limit: number;
}

export class CampaignRepository {
  /** @throws {VendingError} `vending.campaign_exists` */
  async insert(tx: Tx, campaign: Campaign): Promise<void> {
    await entities(tx)
      .insert(CampaignRow, toRow(tx, campaign))
      .catch((cause: unknown) => {
        if (!isUniqueViolation(cause, 'campaign_code')) throw cause;
        throw new VendingError('vending.campaign_exists', `there is a campaign ${campaign.code} already`, { cause });
      });
  }

  /** @throws {VendingError} `vending.campaign_unknown` */
  async require(tx: Tx, campaignId: string): Promise<Campaign> {
    const row = await entities(tx).findOneBy(CampaignRow, { utility: tx.utility, campaignId });
    if (!row) throw unknown(campaignId);
    return fromRow(row);
  }

  /** As `require`. Holds the campaign until the transaction ends: nobody asks for sets of it meanwhile. */
  async lock(tx: Tx, campaignId: string): Promise<Campaign> {
    const [row] = await sql<CampaignRow>(tx, `${LOCK} for update`, [tx.utility, campaignId]);
    if (!row) throw unknown(campaignId);
    return fromRow(row);
  }

  /** As `lock`; undefined where it is not running, or another process is at it. */
  async lockRunning(tx: Tx, campaignId: string): Promise<Campaign | undefined> {
    const [row] = await sql<CampaignRow>(tx, `${LOCK} and c.state = 'running' for update skip locked`, [tx.utility, campaignId]);
    return row && fromRow(row);
  }

  /** Of every utility, in no order; for a transaction over all of them. */
  async running(tx: Tx): Promise<readonly { readonly utility: string; readonly campaignId: string }[]> {
    return sql(tx, `select utility, campaign_id as "campaignId" from campaign where state = 'running' limit ${MAX_RUNNING}`);
  }

  /** Newest first. */
  async list(tx: Tx, { state, before, limit }: CampaignFilter): Promise<readonly Campaign[]> {
    const rows = await entities(tx).find(CampaignRow, {
      where: present({ utility: tx.utility, state, campaignId: before === undefined ? undefined : LessThan(before) }),
      order: { campaignId: 'DESC' },
      take: limit,
    });
    return rows.map(fromRow);
  }

  /** Stores how far a campaign has come that `lock` gave. */
  async move(tx: Tx, campaign: Campaign): Promise<void> {
    const { state, startedAt, startedBySubject, startedByUsername, endedAt, selectedThrough, selectedAt, pacedThrough } = toRow(
      tx,
      campaign,
    );
    await entities(tx).update(
      CampaignRow,
      { utility: tx.utility, campaignId: campaign.campaignId },
      { state, startedAt, startedBySubject, startedByUsername, endedAt, selectedThrough, selectedAt, pacedThrough },
    );
  }

  /** Of a campaign that `lock` gave. */
  async addStep(tx: Tx, campaignId: string, { step, at, by, reason }: TakenStep): Promise<void> {
    await sql(
      tx,
      `insert into campaign_step (utility, campaign_id, position, step, at, by_subject, by_username, reason)
       select $1, $2, coalesce(max(position), 0) + 1, $3, $4, $5, $6, $7 from campaign_step where utility = $1 and campaign_id = $2`,
      [tx.utility, campaignId, step, at, by?.subject ?? null, by?.username ?? null, reason ?? null],
    );
  }

  /** Oldest first. */
  async steps(tx: Tx, campaignId: string): Promise<readonly TakenStep[]> {
    const rows = await sql<StepRow>(
      tx,
      `select step, at, by_subject as subject, by_username as username, reason from campaign_step
        where utility = $1 and campaign_id = $2 order by position`,
      [tx.utility, campaignId],
    );
    return rows.map(({ step, at, subject, username, reason }) => ({
      ...{ step, at, reason: reason ?? undefined },
      by: subject === null || username === null ? undefined : { subject, username },
    }));
  }

  /** How many meters have come how far on which day, of each of these campaigns; in the order of days. */
  async tallies(tx: Tx, campaignIds: readonly string[]): Promise<readonly (Tally & { readonly campaignId: string })[]> {
    return sql(
      tx,
      `select campaign_id as "campaignId", to_char(day, 'YYYY-MM-DD') as day, state, sum(change)::int as change from campaign_tally
        where utility = $1 and campaign_id = any($2::uuid[]) group by campaign_id, 2, state order by 2`,
      [tx.utility, campaignIds],
    );
  }

  /** Sums up what was counted one by one; for a transaction over all utilities. What is summed up, or counted meanwhile, stays as it is. */
  async sumUp(tx: Tx): Promise<void> {
    await sql(
      tx,
      `with many as (
         select utility, campaign_id from campaign_tally group by utility, campaign_id
         having count(*) > count(distinct (day, state)) + ${MANY_TALLIES}
       ), gone as (
         delete from campaign_tally t using many m where t.utility = m.utility and t.campaign_id = m.campaign_id
         returning t.utility, t.campaign_id, t.day, t.state, t.change
       )
       insert into campaign_tally (utility, campaign_id, day, state, change)
       select utility, campaign_id, day, state, sum(change) from gone group by 1, 2, 3, 4 having sum(change) <> 0`,
    );
  }
}

interface StepRow {
  readonly step: CampaignStep;
  readonly at: Date;
  readonly subject: string | null;
  readonly username: string | null;
  readonly reason: string | null;
}

const LOCK = `select ${columnsOf(CampaignRow, 'c')} from campaign c where c.utility = $1 and c.campaign_id = $2`;

const unknown = (campaignId: string): VendingError => new VendingError('vending.campaign_unknown', `there is no campaign ${campaignId}`);

const toRow = (tx: Tx, campaign: Campaign): CampaignRow => ({
  utility: tx.utility,
  campaignId: campaign.campaignId,
  code: campaign.code,
  name: campaign.name,
  selection: campaign.select,
  toKey: campaign.to,
  channels: campaign.channels,
  ratePerMinute: campaign.ratePerMinute ?? null,
  startsAt: campaign.startsAt ?? null,
  endsAt: campaign.endsAt ?? null,
  state: campaign.state,
  plannedMeters: campaign.plannedMeters,
  createdAt: campaign.createdAt,
  createdBySubject: campaign.createdBy.subject,
  createdByUsername: campaign.createdBy.username,
  startedAt: campaign.startedAt ?? null,
  startedBySubject: campaign.startedBy?.subject ?? null,
  startedByUsername: campaign.startedBy?.username ?? null,
  endedAt: campaign.endedAt ?? null,
  selectedThrough: campaign.selectedThrough,
  selectedAt: campaign.selectedAt ?? null,
  pacedThrough: campaign.pacedThrough ?? null,
});

const fromRow = (row: CampaignRow): Campaign => ({
  campaignId: row.campaignId,
  code: row.code,
  name: row.name,
  select: row.selection,
  to: row.toKey,
  channels: row.channels,
  ratePerMinute: row.ratePerMinute ?? undefined,
  startsAt: row.startsAt ?? undefined,
  endsAt: row.endsAt ?? undefined,
  state: row.state as CampaignState,
  plannedMeters: row.plannedMeters,
  createdAt: row.createdAt,
  createdBy: { subject: row.createdBySubject, username: row.createdByUsername },
  startedAt: row.startedAt ?? undefined,
  startedBy:
    row.startedBySubject === null || row.startedByUsername === null
      ? undefined
      : { subject: row.startedBySubject, username: row.startedByUsername },
  endedAt: row.endedAt ?? undefined,
  selectedThrough: row.selectedThrough,
  selectedAt: row.selectedAt ?? undefined,
  pacedThrough: row.pacedThrough ?? undefined,
});
