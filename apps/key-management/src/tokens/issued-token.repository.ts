import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { MeterDescription } from '../meters/known-meter.js';

/** Tokens of a meter are looked back on this far to learn how it was described before. */
const TOKENS_LOOKED_AT = 200;

/** The caller's utility's issued tokens, for those who verify one. */
export class IssuedTokenRepository {
  async isIssued(tx: Tx, meterPan: string, token: string): Promise<boolean> {
    const rows = await sql(tx, `select 1 from issued_token where utility = $1 and meter_pan = $2 and token = $3 limit 1`, [
      tx.utility,
      meterPan,
      token,
    ]);
    return rows.length > 0;
  }

  /** The descriptions under which a meter has had its last tokens, the latest first. */
  async descriptionsOf(tx: Tx, meterPan: string, limit: number): Promise<readonly MeterDescription[]> {
    return sql<MeterDescription>(
      tx,
      `select answer.supply_group_code as "supplyGroupCode", answer.key_type as "keyType", answer.key_revision as "keyRevision",
              answer.tariff_index as "tariffIndex", answer.encryption_algorithm as "encryptionAlgorithm"
         from (select request_id, issued_at from issued_token where utility = $1 and meter_pan = $2
                order by base_date desc, token_identifier desc limit $3) as token
         join token_answer as answer on answer.utility = $1 and answer.request_id = token.request_id
        group by 1, 2, 3, 4, 5
        order by max(token.issued_at) desc
        limit $4`,
      [tx.utility, meterPan, TOKENS_LOOKED_AT, limit],
    );
  }
}
