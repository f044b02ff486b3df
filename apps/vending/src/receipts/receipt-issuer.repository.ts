import { present } from '@openprepay/contracts/present';
import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { LessThanOrEqual } from 'typeorm';
import type { Person } from '../person.js';
import type { ReceiptIssuer } from './receipt-issuer.js';
import { ReceiptIssuerRow } from './receipt-issuer.row.js';

export interface ReceiptIssuerChange {
  readonly issuer: ReceiptIssuer;
  readonly changedBy: Person;
  readonly changedAt: Date;
}

/** What utilities have said of their receipts. Only ever added to: a receipt that is printed again is the same. */
export class ReceiptIssuerRepository {
  /** What held at that moment. */
  async at(tx: Tx, moment: Date): Promise<ReceiptIssuer | undefined> {
    const [row] = await entities(tx).find(ReceiptIssuerRow, {
      where: { utility: tx.utility, changedAt: LessThanOrEqual(moment) },
      order: { position: 'DESC' },
      take: 1,
    });
    return row && present({ name: row.name ?? undefined, taxNumber: row.taxNumber ?? undefined });
  }

  async add(tx: Tx, { issuer, changedBy, changedAt }: ReceiptIssuerChange): Promise<void> {
    await sql(tx, `select pg_advisory_xact_lock(hashtextextended('receipt-issuer ' || $1, 0))`, [tx.utility]);
    await sql(
      tx,
      `insert into receipt_issuer (utility, position, name, tax_number, changed_by_subject, changed_by_username, changed_at)
       select $1, coalesce(max(position), 0) + 1, $2, $3, $4, $5, $6 from receipt_issuer where utility = $1`,
      [tx.utility, issuer.name ?? null, issuer.taxNumber ?? null, changedBy.subject, changedBy.username, changedAt],
    );
  }
}
