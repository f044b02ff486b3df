import { present } from '@openprepay/contracts/present';
import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { In, LessThan, Not } from 'typeorm';
import type { Person } from '../person.js';
import { VendingError } from '../vending-error.js';
import { type Reversal, type ReversalDecision, type ReversalState, stateOf } from './reversal.js';
import { ReversalRow } from './reversal.row.js';

export interface ReversalFilter {
  readonly state?: ReversalState | undefined;
  readonly vendId?: string | undefined;
  /** Asked for before this one only. */
  readonly before?: string | undefined;
  readonly limit: number;
}

export class ReversalRepository {
  /** @throws {VendingError} `vending.reversal_unknown` */
  async require(tx: Tx, reversalId: string): Promise<Reversal> {
    const row = await entities(tx).findOneBy(ReversalRow, { utility: tx.utility, reversalId });
    if (!row) throw new VendingError('vending.reversal_unknown', `there is no reversal ${reversalId}`);
    return fromRow(row);
  }

  /** The one of a vend that was not refused. */
  async ofVend(tx: Tx, vendId: string): Promise<Reversal | undefined> {
    const row = await entities(tx).findOneBy(ReversalRow, { utility: tx.utility, vendId, state: Not('refused') });
    return row ? fromRow(row) : undefined;
  }

  /** Those done under these receipt numbers, in no order. */
  async ofReceipts(tx: Tx, receiptNumbers: readonly string[]): Promise<readonly Reversal[]> {
    const rows = await entities(tx).findBy(ReversalRow, { utility: tx.utility, receiptNumber: In([...receiptNumbers]) });
    return rows.map(fromRow);
  }

  /** Newest first: ids are made in the order in which they were asked for. */
  async list(tx: Tx, { state, vendId, before, limit }: ReversalFilter): Promise<readonly Reversal[]> {
    const reversalId = before === undefined ? undefined : LessThan(before);
    const rows = await entities(tx).find(ReversalRow, {
      where: present({ utility: tx.utility, state, vendId, reversalId }),
      order: { reversalId: 'DESC' },
      take: limit,
    });
    return rows.map(fromRow);
  }

  async insert(tx: Tx, reversal: Reversal): Promise<void> {
    const { reversalId, vendId, reason, takesTwo, requestedBy, requestedAt } = reversal;
    await entities(tx).insert(ReversalRow, {
      ...{ utility: tx.utility, reversalId, vendId, reason, takesTwo, requestedAt },
      requestedBySubject: requestedBy.subject,
      requestedByUsername: requestedBy.username,
      state: stateOf(reversal),
      ...decisionToRow(reversal.decision),
    });
  }

  /** @returns whether it was still open */
  async decide(tx: Tx, reversalId: string, decision: ReversalDecision): Promise<boolean> {
    const row = decisionToRow(decision);
    const decided = await sql(
      tx,
      `update vend_reversal set state = $3, decided_by_subject = $4, decided_by_username = $5, decided_at = $6, refusal = $7, receipt_number = $8
       where utility = $1 and reversal_id = $2 and state = 'awaiting-approval' returning 1`,
      [
        ...[tx.utility, reversalId, decision.state, row.decidedBySubject, row.decidedByUsername],
        ...[row.decidedAt, row.refusal, row.receiptNumber],
      ],
    );
    return decided.length > 0;
  }
}

type DecisionColumns = Pick<ReversalRow, 'decidedBySubject' | 'decidedByUsername' | 'decidedAt' | 'refusal' | 'receiptNumber'>;

const decisionToRow = (decision: ReversalDecision | undefined): DecisionColumns => ({
  decidedBySubject: decision?.decidedBy?.subject ?? null,
  decidedByUsername: decision?.decidedBy?.username ?? null,
  decidedAt: decision?.decidedAt ?? null,
  refusal: decision?.state === 'refused' ? decision.refusal : null,
  receiptNumber: decision?.state === 'reversed' ? decision.receiptNumber : null,
});

const fromRow = (row: ReversalRow): Reversal => ({
  reversalId: row.reversalId,
  vendId: row.vendId,
  reason: row.reason,
  takesTwo: row.takesTwo,
  requestedBy: { subject: row.requestedBySubject, username: row.requestedByUsername },
  requestedAt: row.requestedAt,
  decision: decisionFromRow(row),
});

function decisionFromRow({ decidedAt, refusal, receiptNumber, ...row }: ReversalRow): ReversalDecision | undefined {
  if (decidedAt === null) return undefined;
  const decidedBy = personFromRow(row);
  if (receiptNumber !== null) return { state: 'reversed', decidedBy, decidedAt, receiptNumber };
  return { state: 'refused', decidedBy, decidedAt, refusal: refusal ?? '' };
}

const personFromRow = ({
  decidedBySubject,
  decidedByUsername,
}: Pick<ReversalRow, 'decidedBySubject' | 'decidedByUsername'>): Person | undefined =>
  decidedBySubject === null || decidedByUsername === null ? undefined : { subject: decidedBySubject, username: decidedByUsername };
