import type { UnitsIssue } from '@openprepay/contracts/units-issue';
import { prepared } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { Vend } from '../vend/vend.js';

/** Who wanted units given, and why, as the others are told of it: what is kept of it where their vend is lost. */
export class UnitsIssueRepository {
  /** By vend; those that nobody has decided on, as sales and the free units of a month, have none and cost no look. */
  async ofVends(tx: Tx, vends: readonly Pick<Vend, 'vendId' | 'effect'>[]): Promise<ReadonlyMap<string, UnitsIssue>> {
    const given = vends.filter(({ effect: { grant } }) => grant !== undefined && grant.kind !== 'free-basic').map(({ vendId }) => vendId);
    if (given.length === 0) return new Map();
    const rows = await prepared<IssueRow>(tx, OF_VENDS, [tx.utility, given]);
    return new Map(rows.map((row) => [row.vendId, fromRow(row)]));
  }
}

interface IssueRow {
  readonly vendId: string;
  readonly freeIssueId: string;
  readonly idempotencyKey: string;
  readonly reason: string;
  readonly subject: string;
  readonly username: string;
  readonly requestedAt: Date;
  readonly decidedAt: Date;
  readonly approverSubject: string | null;
  readonly approverUsername: string | null;
  readonly replacementId: string | null;
  readonly meterNumber: string;
  readonly newMeterNumber: string;
  readonly replacedBecause: string;
  readonly replacerSubject: string;
  readonly replacerUsername: string;
  readonly replacedAt: Date;
  readonly withCredit: boolean;
}

const OF_VENDS = `
  select f.vend_id as "vendId", f.free_issue_id as "freeIssueId", f.idempotency_key as "idempotencyKey", f.reason,
    f.requested_by_subject as subject, f.requested_by_username as username, f.requested_at as "requestedAt", f.decided_at as "decidedAt",
    case when f.takes_two then f.decided_by_subject end as "approverSubject", case when f.takes_two then f.decided_by_username end as "approverUsername",
    r.replacement_id as "replacementId", r.meter_number as "meterNumber", r.new_meter_number as "newMeterNumber", r.reason as "replacedBecause",
    r.replaced_by_subject as "replacerSubject", r.replaced_by_username as "replacerUsername", r.replaced_at as "replacedAt",
    r.free_issue_id is not null as "withCredit"
  from free_issue f left join meter_replacement r on r.utility = f.utility and r.replacement_id = f.replacement_id
  where f.utility = $1 and f.vend_id = any($2::uuid[])`;

const fromRow = ({ freeIssueId, idempotencyKey, reason, requestedAt, decidedAt, ...row }: IssueRow): UnitsIssue => ({
  ...{ freeIssueId, idempotencyKey, reason, requestedAt, decidedAt },
  requestedBy: { subject: row.subject, username: row.username },
  ...(row.approverSubject !== null && {
    approvedBy: { subject: row.approverSubject, username: row.approverUsername ?? row.approverSubject },
  }),
  ...(row.replacementId !== null && { replacement: replacementFromRow({ ...row, replacementId: row.replacementId }) }),
});

type ReplacedRow = Omit<IssueRow, 'freeIssueId' | 'idempotencyKey' | 'reason' | 'requestedAt' | 'decidedAt' | 'replacementId'>;

const replacementFromRow = (row: ReplacedRow & { readonly replacementId: string }): NonNullable<UnitsIssue['replacement']> => ({
  replacementId: row.replacementId,
  meterNumber: row.meterNumber,
  newMeterNumber: row.newMeterNumber,
  reason: row.replacedBecause,
  replacedBy: { subject: row.replacerSubject, username: row.replacerUsername },
  replacedAt: row.replacedAt,
  withCredit: row.withCredit,
});
