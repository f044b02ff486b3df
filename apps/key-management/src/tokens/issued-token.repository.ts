import type { EncryptionAlgorithm } from '@openprepay/contracts/wire';
import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { MeterDescription } from './known-meter.js';

interface DescriptionRow {
  readonly supply_group_code: string;
  readonly key_type: number;
  readonly key_revision: number;
  readonly tariff_index: string;
  readonly encryption_algorithm: EncryptionAlgorithm;
}

/** Tokens of a meter are looked back on this far to learn how it was described before. */
const TOKENS_LOOKED_AT = 200;

/** The caller's utility's issued tokens, for those who verify one. */
export class IssuedTokenRepository {
  async isIssued(tx: Tx, meterPan: string, token: string): Promise<boolean> {
    const rows = await sql(tx, `SELECT 1 FROM issued_token WHERE utility = $1 AND meter_pan = $2 AND token = $3 LIMIT 1`, [
      tx.utility,
      meterPan,
      token,
    ]);
    return rows.length > 0;
  }

  /** The descriptions under which a meter has had its last tokens, the latest first. */
  async descriptionsOf(tx: Tx, meterPan: string, limit: number): Promise<readonly MeterDescription[]> {
    const rows = await sql<DescriptionRow>(
      tx,
      `SELECT answer.supply_group_code, answer.key_type, answer.key_revision, answer.tariff_index, answer.encryption_algorithm
         FROM (SELECT request_id, issued_at FROM issued_token WHERE utility = $1 AND meter_pan = $2
                ORDER BY base_date DESC, token_identifier DESC LIMIT $3) AS token
         JOIN token_answer AS answer ON answer.utility = $1 AND answer.request_id = token.request_id
        GROUP BY 1, 2, 3, 4, 5
        ORDER BY max(token.issued_at) DESC
        LIMIT $4`,
      [tx.utility, meterPan, TOKENS_LOOKED_AT, limit],
    );
    return rows.map((row) => ({
      supplyGroupCode: row.supply_group_code,
      keyType: row.key_type,
      keyRevision: row.key_revision,
      tariffIndex: row.tariff_index,
      encryptionAlgorithm: row.encryption_algorithm,
    }));
  }
}
