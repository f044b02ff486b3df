import { present } from '@openprepay/contracts/present';
import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { MoreThan, LessThan } from 'typeorm';
import { AuditEntryRow } from './audit-entry.row.js';
import { type AuditEntry, type AuditHead, emptyHead } from './audit-entry.js';

/** One chain per utility, and its end. The database lets nobody change or remove an entry. */
export class AuditLogRepository {
  /** Locks the utility's chain until the transaction ends: entries of two transactions never take one place. */
  async lockHead(tx: Tx): Promise<AuditHead> {
    const known = await this.readHead(tx);
    if (known) return known;
    await sql(tx, `insert into audit_head (utility, sequence, hash) values ($1, 0, $2) on conflict do nothing`, [
      tx.utility,
      emptyHead.hash,
    ]);
    const head = await this.readHead(tx);
    if (!head) throw new Error('the audit head is gone');
    return head;
  }

  /** Where the chain ends by its head, and by its entries: of one snapshot, so that they only differ where they do. */
  async ends(tx: Tx): Promise<{ readonly head: AuditHead; readonly lastSequence: bigint }> {
    const [row] = await sql<{ readonly sequence: string | null; readonly hash: string | null; readonly last: string | null }>(
      tx,
      `select head.sequence, head.hash, entries.last
         from (select max(sequence) as last from audit_entry where utility = $1) as entries
         left join audit_head head on head.utility = $1`,
      [tx.utility],
    );
    const head = row && row.sequence !== null && row.hash !== null ? { sequence: BigInt(row.sequence), hash: row.hash } : emptyHead;
    return { head, lastSequence: BigInt(row?.last ?? 0) };
  }

  /** The entry at a place; the beginning of every chain at 0. */
  async at(tx: Tx, sequence: bigint): Promise<AuditHead | undefined> {
    if (sequence === 0n) return emptyHead;
    const row = await entities(tx).findOneBy(AuditEntryRow, { utility: tx.utility, sequence: sequence.toString() });
    return row ? fromRow(row) : undefined;
  }

  async append(tx: Tx, entries: readonly AuditEntry[]): Promise<void> {
    const last = entries.at(-1);
    if (!last) return;
    await Promise.all([
      sql(
        tx,
        `insert into audit_entry (utility, sequence, at, actor_subject, actor_username, action, target, details, previous_hash, hash)
         select $1, * from unnest($2::bigint[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
           $10::text[])`,
        [
          tx.utility,
          entries.map(({ sequence }) => sequence.toString()),
          entries.map(({ at }) => at.toISOString()),
          entries.map(({ actor }) => actor.subject),
          entries.map(({ actor }) => actor.username),
          entries.map(({ action }) => action),
          entries.map(({ target }) => target),
          entries.map(({ details }) => details),
          entries.map(({ previousHash }) => previousHash),
          entries.map(({ hash }) => hash),
        ],
      ),
      sql(tx, `update audit_head set sequence = $2, hash = $3 where utility = $1`, [tx.utility, last.sequence.toString(), last.hash]),
    ]);
  }

  /** Entries after a sequence number, oldest first. */
  async after(tx: Tx, sequence: bigint, limit: number): Promise<readonly AuditEntry[]> {
    const rows = await entities(tx).find(AuditEntryRow, {
      where: { utility: tx.utility, sequence: MoreThan(sequence.toString()) },
      order: { sequence: 'ASC' },
      take: limit,
    });
    return rows.map(fromRow);
  }

  /** Entries before a sequence number (undefined: from the end), newest first. */
  async before(tx: Tx, sequence: bigint | undefined, limit: number): Promise<readonly AuditEntry[]> {
    const before = sequence === undefined ? undefined : LessThan(sequence.toString());
    const rows = await entities(tx).find(AuditEntryRow, {
      where: { utility: tx.utility, ...present({ sequence: before }) },
      order: { sequence: 'DESC' },
      take: limit,
    });
    return rows.map(fromRow);
  }

  /** Every utility that has a chain; for a transaction over all of them. */
  async utilities(tx: Tx): Promise<readonly string[]> {
    const rows = await sql<{ readonly utility: string }>(tx, `select utility from audit_head order by utility`);
    return rows.map((row) => row.utility);
  }

  private async readHead(tx: Tx): Promise<AuditHead | undefined> {
    const [row] = await sql<{ readonly sequence: string; readonly hash: string }>(
      tx,
      `select sequence, hash from audit_head where utility = $1 for update`,
      [tx.utility],
    );
    return row && { sequence: BigInt(row.sequence), hash: row.hash };
  }
}

const fromRow = (row: AuditEntryRow): AuditEntry => ({
  utility: row.utility,
  sequence: BigInt(row.sequence),
  at: row.at,
  actor: { subject: row.actorSubject, username: row.actorUsername },
  action: row.action,
  target: row.target,
  details: row.details,
  previousHash: row.previousHash,
  hash: row.hash,
});
