import { present } from '@openprepay/contracts/present';
import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { LessThan } from 'typeorm';
import { KeptHeadRow } from './kept-head.row.js';
import type { KeptHead } from './kept-head.js';

/** What the vault has said of its audit chains. Rows are only ever added, also those that contradict one another. */
export class KeptHeadRepository {
  /**
   * Keeps one. A chain only grows, so what comes new at or below a place that is known contradicts what was said of it.
   *
   * @returns undefined where it is known already
   */
  async keep(tx: Tx, head: Omit<KeptHead, 'contradicts'>): Promise<{ readonly contradicts: boolean } | undefined> {
    const [row] = await sql<{ readonly contradicts: boolean }>(
      tx,
      `insert into vault_audit_head (utility, sequence, hash, signed_at, master_key_id, signature, received_at, contradicts)
       select $1, $2::bigint, $3, $4, $5, $6, $7,
              exists (select from vault_audit_head known where known.utility = $1 and known.sequence >= $2::bigint)
       on conflict do nothing returning contradicts`,
      [head.utility, head.sequence.toString(), head.hash, head.signedAt, head.masterKeyId, head.signature, head.receivedAt],
    );
    return row;
  }

  /** The furthest first, those before a sequence number. */
  async list(tx: Tx, beforeSequence: bigint | undefined, limit: number): Promise<readonly KeptHead[]> {
    const before = beforeSequence === undefined ? undefined : LessThan(beforeSequence.toString());
    const rows = await entities(tx).find(KeptHeadRow, {
      where: { utility: tx.utility, ...present({ sequence: before }) },
      order: { sequence: 'DESC', receivedAt: 'DESC' },
      take: limit,
    });
    return rows.map((row) => ({ ...row, sequence: BigInt(row.sequence) }));
  }
}
