import type { CampaignChannel } from '@openprepay/contracts/http/campaigns';
import { sql, thereIs } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { MeterKeyData } from '../meters/meter.js';
import type { InTheWay, Verdict } from './judge-meter.js';

/** What a running campaign has for a meter that is sold to. */
export interface WantedSet extends InTheWay {
  readonly campaignId: string;
  readonly code: string;
  readonly to: Partial<MeterKeyData>;
  readonly channels: readonly CampaignChannel[];
}

/** What has come of a meter whose turn it was. */
export type Outcome = Verdict & { readonly meterNumber: string; readonly keyChangeId?: string | undefined };

interface Delivery {
  readonly at: Date;
  readonly through: CampaignChannel;
}

/** The meters of campaigns, as far as their sales and their key changes concern them. How a set fares otherwise, the database follows. */
export class CampaignMeterRepository {
  /** To be asked behind the meter's lock. Of several campaigns, the one that was planned first. */
  async wantedFor(tx: Tx, meterNumber: string, at: Date): Promise<WantedSet | undefined> {
    const [row] = await sql<WantedSet>(
      tx,
      `select c.campaign_id as "campaignId", c.code, c.to_key as "to", c.channels, ${inTheWay('w.meter_number')}
         from campaign_meter w join campaign c on ${givesNow('w', 'c', '$3')}
        where w.utility = $1 and w.meter_number = $2 order by c.campaign_id limit 1 for update of w`,
      [tx.utility, meterNumber, at],
    );
    return row;
  }

  /** Stores what has come of meters that were waiting for their turn; of those that were seen to meanwhile nothing. */
  async settle(tx: Tx, campaignId: string, { outcomes, at }: { readonly outcomes: readonly Outcome[]; readonly at: Date }): Promise<void> {
    if (outcomes.length === 0) return;
    await sql(
      tx,
      `update campaign_meter m
          set key_change_id = t.key_change_id, try_at = coalesce($4::timestamptz + t.after_ms * interval '1 ms', m.try_at),
              state = coalesce(t.state, m.state), changed_at = case when t.state is null then m.changed_at else $4 end,
              refusal_code = t.code, refusal_reason = case t.state when 'refused' then t.reason end,
              exempt_reason = case t.state when 'exempt' then t.reason end
         from jsonb_to_recordset($3::jsonb) as t (meter_number text, key_change_id uuid, after_ms integer, state text, code text, reason text)
        where m.utility = $1 and m.campaign_id = $2 and m.meter_number = t.meter_number and m.state = 'waiting' and m.key_change_id is null`,
      [tx.utility, campaignId, JSON.stringify(outcomes.map(toRecord)), at],
    );
  }

  /** Notes that sets were handed over; only the first time counts. @param ids of key changes, whether campaigns have them or not */
  async deliver(tx: Tx, ids: readonly string[], { at, through }: Delivery): Promise<void> {
    if (ids.length === 0) return;
    await sql(
      tx,
      `update campaign_meter set state = 'delivered', delivered_at = $3, delivered_through = $4, changed_at = $3
        where utility = $1 and key_change_id = any($2::uuid[]) and state = 'issued'`,
      [tx.utility, ids, at, through],
    );
  }

  /** Notes that meters have taken their sets, however these came: all at once, and not step by step. The key changes are confirmed with it. */
  async confirm(tx: Tx, ids: readonly string[], { at, through }: Delivery): Promise<void> {
    if (ids.length === 0) return;
    await sql(
      tx,
      `update campaign_meter set state = 'confirmed', changed_at = $3,
              delivered_at = coalesce(delivered_at, $3), delivered_through = coalesce(delivered_through, $4)
        where utility = $1 and key_change_id = any($2::uuid[]) and state <> 'confirmed'`,
      [tx.utility, ids, at, through],
    );
  }

  /** Notes that connected meters did not take their sets. What a meter takes after all, it has. */
  async reject(tx: Tx, rejected: readonly { readonly keyChangeId: string; readonly code: string }[], at: Date): Promise<void> {
    if (rejected.length === 0) return;
    await sql(
      tx,
      `update campaign_meter m
          set state = 'refused', refusal_code = t.code, refusal_reason = 'the meter refused the set', changed_at = $4,
              delivered_at = coalesce(m.delivered_at, $4), delivered_through = coalesce(m.delivered_through, 'mqtt')
         from unnest($2::uuid[], $3::text[]) as t (id, code)
        where m.utility = $1 and m.key_change_id = t.id and m.state in ('issued', 'delivered')`,
      [tx.utility, rejected.map(({ keyChangeId }) => keyChangeId), rejected.map(({ code }) => code), at],
    );
  }
}

function toRecord(outcome: Outcome) {
  const { meterNumber, keyChangeId, verdict } = outcome;
  const states = { exempt: 'exempt', refused: 'refused', place: null, later: null } as const;
  return {
    meter_number: meterNumber,
    key_change_id: keyChangeId,
    state: states[verdict],
    ...('afterMs' in outcome && { after_ms: outcome.afterMs }),
    ...('reason' in outcome && { reason: outcome.reason }),
    ...('code' in outcome && { code: outcome.code }),
  };
}

/**
 * Of what stands in the way of another key for a meter.
 * @param meterNumber as SQL; `$1` is the utility
 */
export const inTheWay = (meterNumber: string): string => `
  ${thereIs(`from key_change o where o.utility = $1 and o.meter_number = ${meterNumber} and o.state in ('awaiting-tokens', 'issued')`)} as open,
  (${thereIs(`from vend v where v.utility = $1 and v.meter_number = ${meterNumber} and v.state = 'awaiting-token'`)}
    or ${thereIs(`from token_order k where k.utility = $1 and k.meter_number = ${meterNumber} and k.state = 'awaiting-token'`)}) as awaited,
  (select d.key_change_tokens from meter n join meter_model d on d.utility = n.utility and d.model_code = n.model_code
    where n.utility = $1 and n.meter_number = ${meterNumber}) as "setSize"`;

const givesNow = (meter: string, campaign: string, at: string): string => `
  ${campaign}.utility = ${meter}.utility and ${campaign}.campaign_id = ${meter}.campaign_id and ${campaign}.state = 'running'
  and 'vend' = any (${campaign}.channels) and coalesce(${campaign}.starts_at <= ${at}, true) and coalesce(${campaign}.ends_at > ${at}, true)
  and ${meter}.state = 'waiting' and ${meter}.key_change_id is null and ${meter}.try_at <= ${at}`;

/**
 * Whether a running campaign has a set for a meter that goes with its next sale. A part of the statement that a sale reads its meter by:
 * of a meter that waits for none, one look into an index.
 * @param meter name of its row in the statement
 * @param at now, as SQL
 */
export const campaignHasSet = (meter: string, at: string): string =>
  thereIs(`from campaign_meter w join campaign c on ${givesNow('w', 'c', at)}
    where w.utility = ${meter}.utility and w.meter_number = ${meter}.meter_number`);
