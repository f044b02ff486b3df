import { type CampaignChannel, type CampaignMeterState, campaignMeterStates } from '@openprepay/contracts/http/campaigns';
import type { BaseDate } from '@openprepay/contracts/wire';
import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { MeterCounts } from './campaign.js';

/** A key, as far as people tell keys apart. */
export interface ShownKey {
  readonly supplyGroupCode: string;
  readonly keyRevision: number;
  readonly tariffIndex: string;
  readonly baseDate: BaseDate;
}

/** A meter of a campaign, and all that shows how far it has come. */
export interface CampaignMeter {
  readonly meterNumber: string;
  readonly networkNode: string | null;
  readonly state: CampaignMeterState;
  readonly from: ShownKey;
  readonly to: ShownKey;
  /** Of a meter that was added by name. */
  readonly addedBy: string | null;
  readonly keyChangeId: string | null;
  readonly issuedAt: Date | null;
  readonly issuedBy: string | null;
  readonly deliveredAt: Date | null;
  readonly deliveredThrough: CampaignChannel | null;
  readonly confirmedAt: Date | null;
  readonly evidence: string | null;
  readonly refusalCode: string | null;
  readonly refusalReason: string | null;
  readonly exemptReason: string | null;
  readonly exemptBy: string | null;
  readonly changedAt: Date;
}

/** How far the meters on a part of the network have come. */
export interface CampaignPart {
  readonly networkNode: string;
  readonly counts: MeterCounts;
}

export interface CampaignPartFilter {
  /** Parts with a greater code only. */
  readonly after: string | undefined;
  readonly limit: number;
}

export interface CampaignMeterFilter {
  readonly state?: CampaignMeterState | undefined;
  /** Only this one. */
  readonly meterNumber?: string | undefined;
  /** Meters with a greater number only. */
  readonly after: string | undefined;
  readonly limit: number;
}

export class CampaignListRepository {
  /** In the order of their numbers. */
  async list(tx: Tx, campaignId: string, { state, meterNumber, after, limit }: CampaignMeterFilter): Promise<readonly CampaignMeter[]> {
    return sql(tx, LIST, [tx.utility, campaignId, state ?? null, after ?? null, meterNumber ?? null, limit]);
  }

  /** In the order of their codes: those that meters of the campaign stood on when they were counted. */
  async parts(tx: Tx, campaignId: string, { after, limit }: CampaignPartFilter): Promise<readonly CampaignPart[]> {
    return sql(tx, PARTS, [tx.utility, campaignId, after ?? '', limit]);
  }

  /** Leaves a meter out, whatever state but confirmed it is in. */
  async exempt(
    tx: Tx,
    campaignId: string,
    { meterNumber, reason, by, at }: { readonly meterNumber: string; readonly reason: string; readonly by: string; readonly at: Date },
  ): Promise<void> {
    await sql(
      tx,
      `update campaign_meter set state = 'exempt', exempt_reason = $4, exempt_by = $5, changed_at = $6
        where utility = $1 and campaign_id = $2 and meter_number = $3 and state <> 'confirmed'`,
      [tx.utility, campaignId, meterNumber, reason, by, at],
    );
  }
}

const shownKey = (
  row: string,
): string => `jsonb_build_object('supplyGroupCode', ${row}.supply_group_code, 'keyRevision', ${row}.key_revision,
  'tariffIndex', ${row}.tariff_index, 'baseDate', ${row}.base_date)`;

const LIST = `
  select l.meter_number as "meterNumber", l.network_node as "networkNode", l.state, coalesce(k.from_key, ${shownKey('m')}) as "from",
    coalesce(k.to_key, ${shownKey('m')} || c.to_key) as "to", l.added_by as "addedBy", l.key_change_id as "keyChangeId",
    k.issued_at as "issuedAt", case when k.issued_at is not null then k.requested_by_username end as "issuedBy",
    l.delivered_at as "deliveredAt", l.delivered_through as "deliveredThrough",
    case when k.state = 'confirmed' then k.ended_at end as "confirmedAt",
    case when k.state = 'confirmed' then coalesce(k.remark, '') || coalesce(' (' || k.ended_by_username || ')', '') end as evidence,
    l.refusal_code as "refusalCode", l.refusal_reason as "refusalReason", l.exempt_reason as "exemptReason", l.exempt_by as "exemptBy",
    l.changed_at as "changedAt"
  from (select * from campaign_meter where utility = $1 and campaign_id = $2 and ($3::text is null or state = $3)
      and ($4::text is null or meter_number > $4) and ($5::text is null or meter_number = $5) order by meter_number limit $6) l
  join campaign c on c.utility = $1 and c.campaign_id = $2
  cross join lateral (select * from meter where utility = $1 and meter_number = l.meter_number limit 1) m
  left join lateral (select * from key_change where utility = $1 and key_change_id = l.key_change_id limit 1) k on true
  order by l.meter_number`;

// one part is found after the other, so that a page looks at the meters of its own parts alone
const PARTS = `
  with recursive part (code) as (
    (select network_node from campaign_meter where utility = $1 and campaign_id = $2 and network_node > $3
      order by network_node limit 1)
    union all
    select (select m.network_node from campaign_meter m where m.utility = $1 and m.campaign_id = $2 and m.network_node > part.code
      order by m.network_node limit 1) from part where part.code is not null
  )
  select part.code as "networkNode", of_part.counts
    from (select code from part where code is not null limit $4) part
    cross join lateral (
      select jsonb_build_object(${campaignMeterStates.map((state) => `'${state}', count(*) filter (where m.state = '${state}')`).join(', ')}) as counts
        from campaign_meter m where m.utility = $1 and m.campaign_id = $2 and m.network_node between part.code and part.code
    ) of_part
   order by part.code`;
