import type { Person } from '../person.js';
import { type AskedReversal, type ReversalDecision, stateOf } from './reversal.js';

/** What is kept of a reversal, whatever it takes back. */
export interface ReversalColumns {
  readonly reversalId: string;
  readonly reason: string;
  readonly takesTwo: boolean;
  readonly state: string;
  readonly requestedBySubject: string;
  readonly requestedByUsername: string;
  readonly requestedAt: Date;
  readonly decidedBySubject: string | null;
  readonly decidedByUsername: string | null;
  readonly decidedAt: Date | null;
  readonly refusal: string | null;
  readonly receiptNumber: string | null;
}

type DecisionColumns = Pick<ReversalColumns, 'decidedBySubject' | 'decidedByUsername' | 'decidedAt' | 'refusal' | 'receiptNumber'>;

export const reversalToColumns = (reversal: AskedReversal): ReversalColumns => ({
  reversalId: reversal.reversalId,
  reason: reversal.reason,
  takesTwo: reversal.takesTwo,
  state: stateOf(reversal),
  requestedBySubject: reversal.requestedBy.subject,
  requestedByUsername: reversal.requestedBy.username,
  requestedAt: reversal.requestedAt,
  ...decisionToColumns(reversal.decision),
});

export const reversalFromColumns = (row: ReversalColumns): AskedReversal => ({
  reversalId: row.reversalId,
  reason: row.reason,
  takesTwo: row.takesTwo,
  requestedBy: { subject: row.requestedBySubject, username: row.requestedByUsername },
  requestedAt: row.requestedAt,
  decision: decisionFromColumns(row),
});

/**
 * Decides on one that is open, and on no other; gives a row where it was.
 * @param table whose parameters are the utility, then `decidedParameters`
 */
export const decideIn = (table: string): string =>
  `update ${table} set state = $3, decided_by_subject = $4, decided_by_username = $5, decided_at = $6, refusal = $7, receipt_number = $8
    where utility = $1 and reversal_id = $2 and state = 'awaiting-approval' returning 1`;

export function decidedParameters(reversalId: string, decision: ReversalDecision): readonly unknown[] {
  const columns = decisionToColumns(decision);
  return [
    ...[reversalId, decision.state, columns.decidedBySubject, columns.decidedByUsername],
    ...[columns.decidedAt, columns.refusal, columns.receiptNumber],
  ];
}

const decisionToColumns = (decision: ReversalDecision | undefined): DecisionColumns => ({
  decidedBySubject: decision?.decidedBy?.subject ?? null,
  decidedByUsername: decision?.decidedBy?.username ?? null,
  decidedAt: decision?.decidedAt ?? null,
  refusal: decision?.state === 'refused' ? decision.refusal : null,
  receiptNumber: decision?.state === 'reversed' ? decision.receiptNumber : null,
});

function decisionFromColumns({ decidedAt, refusal, receiptNumber, ...row }: ReversalColumns): ReversalDecision | undefined {
  if (decidedAt === null) return undefined;
  const decidedBy = personFromColumns(row);
  if (receiptNumber !== null) return { state: 'reversed', decidedBy, decidedAt, receiptNumber };
  return { state: 'refused', decidedBy, decidedAt, refusal: refusal ?? '' };
}

const personFromColumns = ({
  decidedBySubject,
  decidedByUsername,
}: Pick<ReversalColumns, 'decidedBySubject' | 'decidedByUsername'>): Person | undefined =>
  decidedBySubject === null || decidedByUsername === null ? undefined : { subject: decidedBySubject, username: decidedByUsername };
