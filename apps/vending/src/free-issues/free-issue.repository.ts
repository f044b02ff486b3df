import type { Unit } from '@openprepay/contracts/wire';
import { present } from '@openprepay/contracts/present';
import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { isUniqueViolation } from '@openprepay/persistence/unique-violation';
import { creditTenths, type CreditTenths } from '@openprepay/quantities';
import { LessThan, Not } from 'typeorm';
import { VendingError } from '../vending-error.js';
import { type FreeIssue, type FreeIssueDecision, type FreeIssueState, stateOf } from './free-issue.js';
import { FreeIssueRow } from './free-issue.row.js';

export interface FreeIssueFilter {
  readonly state?: FreeIssueState | undefined;
  readonly meterNumber?: string | undefined;
  /** Asked for before this one only. */
  readonly before?: string | undefined;
  readonly limit: number;
}

export class FreeIssueRepository {
  /** Whoever asks for several at once has them counted one after the other. */
  async lockPerson(tx: Tx, subject: string): Promise<void> {
    await sql(tx, `select pg_advisory_xact_lock(hashtextextended('free-issue ' || $1 || ' ' || $2, 0))`, [tx.utility, subject]);
  }

  async findByKey(tx: Tx, subject: string, idempotencyKey: string): Promise<FreeIssue | undefined> {
    const row = await entities(tx).findOneBy(FreeIssueRow, { utility: tx.utility, requestedBySubject: subject, idempotencyKey });
    return row ? fromRow(row) : undefined;
  }

  async find(tx: Tx, freeIssueId: string): Promise<FreeIssue | undefined> {
    const row = await entities(tx).findOneBy(FreeIssueRow, { utility: tx.utility, freeIssueId });
    return row ? fromRow(row) : undefined;
  }

  /** By the vend that gives them. */
  async ofVend(tx: Tx, vendId: string): Promise<FreeIssue | undefined> {
    const row = await entities(tx).findOneBy(FreeIssueRow, { utility: tx.utility, vendId });
    return row ? fromRow(row) : undefined;
  }

  /** What a person of this name has asked for under the key, and nobody has decided on. */
  async waitingOf(tx: Tx, requestedByUsername: string, idempotencyKey: string): Promise<FreeIssue | undefined> {
    const row = await entities(tx).findOneBy(FreeIssueRow, {
      ...{ utility: tx.utility, requestedByUsername, idempotencyKey, state: 'awaiting-approval' },
    });
    return row ? fromRow(row) : undefined;
  }

  /** What gives what was left on a replaced meter, or waits to; not one that was refused. */
  async ofReplacement(tx: Tx, replacementId: string): Promise<FreeIssue | undefined> {
    const row = await entities(tx).findOneBy(FreeIssueRow, { utility: tx.utility, replacementId, state: Not('refused') });
    return row ? fromRow(row) : undefined;
  }

  /** @throws {VendingError} `vending.free_issue_unknown` */
  async require(tx: Tx, freeIssueId: string): Promise<FreeIssue> {
    const issue = await this.find(tx, freeIssueId);
    if (!issue) throw new VendingError('vending.free_issue_unknown', `there is no free issue ${freeIssueId}`);
    return issue;
  }

  /** Units that one person has given alone since, whatever became of their tokens. */
  async givenAlone(tx: Tx, subject: string, since: Date): Promise<CreditTenths> {
    const [row] = await sql<{ readonly given: string }>(
      tx,
      `select coalesce(sum(units_tenths), 0) as given from free_issue
        where utility = $1 and requested_by_subject = $2 and requested_at > $3 and not takes_two`,
      [tx.utility, subject, since],
    );
    return creditTenths(BigInt(row?.given ?? '0'));
  }

  /** Newest first: ids are made in the order in which they were asked for. */
  async list(tx: Tx, { state, meterNumber, before, limit }: FreeIssueFilter): Promise<readonly FreeIssue[]> {
    const freeIssueId = before === undefined ? undefined : LessThan(before);
    const rows = await entities(tx).find(FreeIssueRow, {
      where: present({ utility: tx.utility, state, meterNumber, freeIssueId }),
      order: { freeIssueId: 'DESC' },
      take: limit,
    });
    return rows.map(fromRow);
  }

  /** @throws {VendingError} `vending.free_issue_decided` where what was left on the replaced meter has been given, or waits to be */
  async insert(tx: Tx, issue: FreeIssue): Promise<void> {
    const { requestedBy, decision, unitsTenths, replacementId, ...terms } = issue;
    const row: FreeIssueRow = {
      utility: tx.utility,
      ...terms,
      unitsTenths: unitsTenths.toString(),
      state: stateOf(issue),
      requestedBySubject: requestedBy.subject,
      requestedByUsername: requestedBy.username,
      replacementId: replacementId ?? null,
      ...decisionToRow(decision),
    };
    await entities(tx)
      .insert(FreeIssueRow, row)
      .catch((cause: unknown) => {
        if (!isUniqueViolation(cause, 'free_issue_of_replacement')) throw cause;
        throw new VendingError('vending.free_issue_decided', 'what was left on the replaced meter is credited once', { cause });
      });
  }

  /** @returns whether it was still open */
  async decide(tx: Tx, freeIssueId: string, decision: FreeIssueDecision): Promise<boolean> {
    const { affected } = await entities(tx).update(
      FreeIssueRow,
      { utility: tx.utility, freeIssueId, state: 'awaiting-approval' },
      { state: decision.state, ...decisionToRow(decision) },
    );
    return affected === 1;
  }
}

type DecisionColumns = Pick<FreeIssueRow, 'decidedBySubject' | 'decidedByUsername' | 'decidedAt' | 'refusal' | 'vendId'>;

const decisionToRow = (decision: FreeIssueDecision | undefined): DecisionColumns => ({
  decidedBySubject: decision?.decidedBy?.subject ?? null,
  decidedByUsername: decision?.decidedBy?.username ?? null,
  decidedAt: decision?.decidedAt ?? null,
  refusal: decision?.state === 'refused' ? decision.refusal : null,
  vendId: decision?.state === 'issued' ? decision.vendId : null,
});

const fromRow = (row: FreeIssueRow): FreeIssue => ({
  freeIssueId: row.freeIssueId,
  kind: row.kind as FreeIssue['kind'],
  idempotencyKey: row.idempotencyKey,
  meterNumber: row.meterNumber,
  unitsTenths: creditTenths(BigInt(row.unitsTenths)),
  unit: row.unit as Unit,
  reason: row.reason,
  takesTwo: row.takesTwo,
  requestedBy: { subject: row.requestedBySubject, username: row.requestedByUsername },
  requestedAt: row.requestedAt,
  replacementId: row.replacementId ?? undefined,
  decision: decisionFromRow(row),
});

function decisionFromRow({ decidedAt, refusal, vendId, decidedBySubject, decidedByUsername }: FreeIssueRow): FreeIssueDecision | undefined {
  if (decidedAt === null) return undefined;
  const decidedBy =
    decidedBySubject === null || decidedByUsername === null ? undefined : { subject: decidedBySubject, username: decidedByUsername };
  if (vendId !== null) return { state: 'issued', vendId, decidedBy, decidedAt };
  if (decidedBy === undefined) throw new Error('nobody has refused a free issue that is refused');
  return { state: 'refused', refusal: refusal ?? '', decidedBy, decidedAt };
}
