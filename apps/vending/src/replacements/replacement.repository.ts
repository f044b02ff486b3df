import { entities } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { Replacement } from './replacement.js';
import { ReplacementRow } from './replacement.row.js';

/** Only ever added to: what took whose place stays. */
export class ReplacementRepository {
  async ofMeter(tx: Tx, meterNumber: string): Promise<Replacement | undefined> {
    const row = await entities(tx).findOneBy(ReplacementRow, { utility: tx.utility, meterNumber });
    return row ? fromRow(row) : undefined;
  }

  async insert(tx: Tx, { replacedBy, freeIssueId, ...replacement }: Replacement): Promise<void> {
    await entities(tx).insert(ReplacementRow, {
      utility: tx.utility,
      ...replacement,
      freeIssueId: freeIssueId ?? null,
      replacedBySubject: replacedBy.subject,
      replacedByUsername: replacedBy.username,
    });
  }
}

const fromRow = (row: ReplacementRow): Replacement => ({
  replacementId: row.replacementId,
  meterNumber: row.meterNumber,
  newMeterNumber: row.newMeterNumber,
  reason: row.reason,
  freeIssueId: row.freeIssueId ?? undefined,
  replacedBy: { subject: row.replacedBySubject, username: row.replacedByUsername },
  replacedAt: row.replacedAt,
});
