import type { CorrectionState } from '@openprepay/contracts/http/billing-corrections';
import { present } from '@openprepay/contracts/present';
import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { moneyMinor } from '@openprepay/quantities';
import { LessThan, Not } from 'typeorm';
import { BillingError } from '../billing-error.js';
import { type Correction, type CorrectionDecision, correctionState } from './correction.js';
import { CorrectionRow } from './correction.row.js';

export interface CorrectionFilter {
  readonly state: CorrectionState | undefined;
  /** Asked for before this one only. */
  readonly before: string | undefined;
  readonly limit: number;
}

export class CorrectionRepository {
  /** One request of a person at a time, until the transaction ends: else a key that comes twice at once would be two. */
  async lockPerson(tx: Tx, subject: string): Promise<void> {
    await sql(tx, `select pg_advisory_xact_lock(hashtextextended('correction ' || $1 || ' ' || $2, 0))`, [tx.utility, subject]);
  }

  /** One request to correct an entry at a time, until the transaction ends. */
  async lockEntry(tx: Tx, corrects: string): Promise<void> {
    await sql(tx, `select pg_advisory_xact_lock(hashtextextended('correction of ' || $1 || ' ' || $2, 0))`, [tx.utility, corrects]);
  }

  /** Corrections of an entry that are booked or wait, the latest first. */
  async ofEntry(tx: Tx, corrects: string): Promise<readonly Correction[]> {
    const rows = await entities(tx).find(CorrectionRow, {
      where: { utility: tx.utility, corrects, state: Not('refused') },
      order: { correctionId: 'DESC' },
      take: 1,
    });
    return rows.map(fromRow);
  }

  async insert(tx: Tx, correction: Correction): Promise<void> {
    await entities(tx).insert(CorrectionRow, {
      utility: tx.utility,
      correctionId: correction.correctionId,
      idempotencyKey: correction.idempotencyKey,
      currency: correction.currency,
      lines: correction.lines.map(({ account, amountMinor }) => ({ account, amountMinor: amountMinor.toString() })),
      reason: correction.reason,
      corrects: correction.corrects ?? null,
      state: correctionState(correction),
      requestedBySubject: correction.requestedBy.subject,
      requestedByUsername: correction.requestedBy.username,
      requestedAt: correction.requestedAt,
    });
  }

  async findByKey(tx: Tx, requestedBySubject: string, idempotencyKey: string): Promise<Correction | undefined> {
    const row = await entities(tx).findOneBy(CorrectionRow, { utility: tx.utility, requestedBySubject, idempotencyKey });
    return row ? fromRow(row) : undefined;
  }

  /** @throws {BillingError} `billing.correction_unknown` */
  async require(tx: Tx, correctionId: string): Promise<Correction> {
    const row = await entities(tx).findOneBy(CorrectionRow, { utility: tx.utility, correctionId });
    if (!row) throw new BillingError('billing.correction_unknown', 'nobody has asked for such a correction');
    return fromRow(row);
  }

  /** The latest first. */
  async list(tx: Tx, { state, before, limit }: CorrectionFilter): Promise<readonly Correction[]> {
    const correctionId = before === undefined ? undefined : LessThan(before);
    const rows = await entities(tx).find(CorrectionRow, {
      where: present({ utility: tx.utility, state, correctionId }),
      order: { correctionId: 'DESC' },
      take: limit,
    });
    return rows.map(fromRow);
  }

  /** @returns false where somebody else has decided meanwhile */
  async decide(tx: Tx, correctionId: string, { state, decidedBy, decidedAt, refusal }: CorrectionDecision): Promise<boolean> {
    const { affected } = await entities(tx).update(
      CorrectionRow,
      { utility: tx.utility, correctionId, state: 'awaiting-approval' },
      { state, decidedBySubject: decidedBy.subject, decidedByUsername: decidedBy.username, decidedAt, refusal: refusal ?? null },
    );
    return affected === 1;
  }
}

const fromRow = (row: CorrectionRow): Correction => ({
  correctionId: row.correctionId,
  idempotencyKey: row.idempotencyKey,
  currency: row.currency,
  lines: row.lines.map(({ account, amountMinor }) => ({ account, amountMinor: moneyMinor(BigInt(amountMinor)) })),
  reason: row.reason,
  corrects: row.corrects ?? undefined,
  requestedBy: { subject: row.requestedBySubject, username: row.requestedByUsername },
  requestedAt: row.requestedAt,
  decision:
    row.decidedAt === null
      ? undefined
      : {
          state: row.state as CorrectionDecision['state'],
          decidedBy: { subject: row.decidedBySubject ?? '', username: row.decidedByUsername ?? '' },
          decidedAt: row.decidedAt,
          refusal: row.refusal ?? undefined,
        },
});
