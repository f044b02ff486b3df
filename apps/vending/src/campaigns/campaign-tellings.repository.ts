import type { CampaignState } from '@openprepay/contracts/http/campaigns';
import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { MeterCounts } from './campaign.js';

/** Most campaigns of a utility that one round tells of. */
const MAX_TOLD = 1_000;

/** A campaign of which there is something to tell. */
export interface MovedCampaign {
  readonly campaignId: string;
  readonly state: CampaignState;
  /** Those that are none are left out. */
  readonly counts: Partial<MeterCounts>;
  /** How often was told of the campaign, with this. */
  readonly revision: number;
}

type MovedRow = Pick<MovedCampaign, 'campaignId' | 'revision'> & { readonly told: Pick<MovedCampaign, 'state' | 'counts'> };

/** What was last told of each campaign, apart from the campaign: whoever works on that is not kept waiting. */
export class CampaignTellingsRepository {
  /** Those of which there may be something to tell. For system work across utilities. */
  async utilities(tx: Tx): Promise<readonly string[]> {
    const rows = await sql<{ readonly utility: string }>(
      tx,
      'select distinct utility from campaign where not end_told order by utility',
      [],
    );
    return rows.map(({ utility }) => utility);
  }

  /**
   * Takes the utility’s campaigns that are not as was last told, and notes that they are told now. Of those that have ended that is
   * told once: what comes of their meters later is read. Of two processes that tell one at a time takes, and the other none: so what is told last is
   * how it was last, whichever of them had looked before.
   */
  async takeMoved(tx: Tx): Promise<readonly MovedCampaign[]> {
    // by itself and first: what is read behind it sees what was told before
    const [turn] = await sql<{ readonly taken: boolean }>(
      tx,
      `select pg_try_advisory_xact_lock(hashtextextended('campaign tellings ' || $1, 0)) as taken`,
      [tx.utility],
    );
    if (!turn?.taken) return [];
    const rows = await sql<MovedRow>(tx, TAKE_MOVED, [tx.utility]);
    return rows.map(({ told, ...campaign }) => ({ ...campaign, ...told }));
  }
}

const COUNTS = `
  case when c.started_at is null then jsonb_build_object('waiting', c.planned_meters)
       else (select coalesce(jsonb_object_agg(s.state, s.meters), '{}')
               from (select t.state, sum(t.change) as meters from campaign_tally t
                      where t.utility = c.utility and t.campaign_id = c.campaign_id group by t.state having sum(t.change) <> 0) s) end`;

const TAKE_MOVED = `
  with now as (
    select c.utility, c.campaign_id, jsonb_build_object('state', c.state, 'counts', ${COUNTS}) as told, d.told as before
      from campaign c
      left join lateral (select told from campaign_told t where t.utility = c.utility and t.campaign_id = c.campaign_id limit 1) d on true
     where c.utility = $1 and not c.end_told
  ), moved as (
    select utility, campaign_id, told from now where told is distinct from before order by campaign_id limit ${MAX_TOLD}
  ), ended as (
    update campaign c set end_told = true from moved m
     where c.utility = m.utility and c.campaign_id = m.campaign_id and not c.end_told and m.told ->> 'state' in ('cancelled', 'completed')
  )
  insert into campaign_told (utility, campaign_id, told) select utility, campaign_id, told from moved order by campaign_id
  on conflict (utility, campaign_id) do update set told = excluded.told, revision = campaign_told.revision + 1
  returning campaign_id as "campaignId", told, revision`;
