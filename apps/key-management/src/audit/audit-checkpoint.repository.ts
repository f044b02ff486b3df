import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { AuditCheckpointRow } from './audit-checkpoint.row.js';
import type { AuditCheckpoint } from './audit-checkpoint.js';

/** Signed places of the chains. The database lets nobody change or remove one. */
export class AuditCheckpointRepository {
  async latest(tx: Tx): Promise<AuditCheckpoint | undefined> {
    const [row] = await entities(tx).find(AuditCheckpointRow, {
      where: { utility: tx.utility },
      order: { sequence: 'DESC', signedAt: 'DESC' },
      take: 1,
    });
    return row && fromRow(row);
  }

  /** False where another process has signed the same place. */
  async insert(tx: Tx, { utility, sequence, hash, signedAt, masterKeyId, signature }: AuditCheckpoint): Promise<boolean> {
    const rows = await sql(
      tx,
      `insert into audit_checkpoint (utility, sequence, hash, signed_at, master_key_id, signature)
       values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning sequence`,
      [utility, sequence.toString(), hash, signedAt, masterKeyId, signature],
    );
    return rows.length > 0;
  }

  /** Utilities whose chain has gone on since it was signed under this master key; for a transaction over all of them. */
  async unsigned(tx: Tx, masterKeyId: string): Promise<readonly string[]> {
    const rows = await sql<{ readonly utility: string }>(
      tx,
      `select head.utility from audit_head head
        where head.sequence > coalesce((select max(sequence) from audit_checkpoint signed
                                         where signed.utility = head.utility and signed.master_key_id = $1), 0)
        order by head.utility`,
      [masterKeyId],
    );
    return rows.map(({ utility }) => utility);
  }
}

const fromRow = (row: AuditCheckpointRow): AuditCheckpoint => ({ ...row, sequence: BigInt(row.sequence) });
