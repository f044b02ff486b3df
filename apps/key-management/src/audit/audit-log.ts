import type { Tx } from '@openprepay/persistence/tx';
import type { AuditLogRepository } from './audit-log.repository.js';
import { type AuditEntry, type AuditRecord, linkTo } from './audit-entry.js';

/** Writes what was done into the utility's chain, in the transaction that does it: neither exists without the other. */
export class AuditLog {
  constructor(private readonly entries: AuditLogRepository) {}

  /** Call it last: it holds the utility's chain until the transaction ends. */
  async append(tx: Tx, ...records: readonly AuditRecord[]): Promise<void> {
    if (records.length === 0) return;
    let head = await this.entries.lockHead(tx);
    const linked: AuditEntry[] = [];
    for (const record of records) {
      const entry = linkTo(head, tx.utility, record);
      linked.push(entry);
      head = entry;
    }
    await this.entries.append(tx, linked);
  }
}
