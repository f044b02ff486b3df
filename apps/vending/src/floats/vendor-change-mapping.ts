import type { Tx } from '@openprepay/persistence/tx';
import { moneyMinor, type MoneyMinor } from '@openprepay/quantities';
import { rulesFromJson, rulesToJson } from '../commissions/commission-json.js';
import { referenceKey } from '../vendors/deposit.js';
import { type Decision, stateOf, type VendorChange, type WantedChange } from './vendor-change.js';
import type { VendorChangeRow } from './vendor-change.row.js';

export const toRow = (tx: Tx, change: VendorChange): VendorChangeRow => ({
  utility: tx.utility,
  changeId: change.changeId,
  currency: change.currency,
  state: stateOf(change),
  requestedBySubject: change.requestedBy.subject,
  requestedByUsername: change.requestedBy.username,
  requestedAt: change.requestedAt,
  decidedBySubject: change.decision?.decidedBy.subject ?? null,
  decidedByUsername: change.decision?.decidedBy.username ?? null,
  decidedAt: change.decision?.decidedAt ?? null,
  refusal: change.decision?.refusal ?? null,
  ...wantedToRow(change.wanted),
});

type WantedColumns = Pick<
  VendorChangeRow,
  | 'kind'
  | 'vendorId'
  | 'amountMinor'
  | 'reference'
  | 'referenceKey'
  | 'depositApprovalAboveMinor'
  | 'floatLimitApprovalAboveMinor'
  | 'withdrawalApprovalAboveMinor'
  | 'idempotencyKey'
  | 'reason'
  | 'commissionRules'
  | 'effectiveFrom'
>;

const NOTHING = {
  vendorId: null,
  amountMinor: null,
  reference: null,
  referenceKey: null,
  depositApprovalAboveMinor: null,
  floatLimitApprovalAboveMinor: null,
  withdrawalApprovalAboveMinor: null,
  idempotencyKey: null,
  reason: null,
  commissionRules: null,
  effectiveFrom: null,
};

function wantedToRow(wanted: WantedChange): WantedColumns {
  const { kind } = wanted;
  switch (kind) {
    case 'deposit': {
      const { vendorId, amountMinor, reference } = wanted;
      return { ...NOTHING, kind, vendorId, amountMinor: amountMinor.toString(), reference, referenceKey: referenceKey(reference) };
    }
    case 'float-limit':
      return { ...NOTHING, kind, vendorId: wanted.vendorId, amountMinor: wanted.floatLimitMinor.toString() };
    case 'policy': {
      const { depositApprovalAboveMinor, floatLimitApprovalAboveMinor, withdrawalApprovalAboveMinor } = wanted.policy;
      return {
        ...NOTHING,
        kind,
        depositApprovalAboveMinor: depositApprovalAboveMinor.toString(),
        floatLimitApprovalAboveMinor: floatLimitApprovalAboveMinor.toString(),
        withdrawalApprovalAboveMinor: withdrawalApprovalAboveMinor.toString(),
      };
    }
    case 'withdrawal': {
      const { vendorId, amountMinor, reference = null, reason = null, idempotencyKey } = wanted;
      return { ...NOTHING, kind, vendorId, amountMinor: amountMinor.toString(), reference, reason, idempotencyKey };
    }
    case 'commission': {
      const { vendorId, rules, effectiveFrom = null } = wanted;
      return { ...NOTHING, kind, vendorId, commissionRules: [...rulesToJson(rules)], effectiveFrom };
    }
  }
}

export const fromRow = (row: VendorChangeRow): VendorChange => ({
  changeId: row.changeId,
  wanted: wantedFromRow(row),
  currency: row.currency,
  requestedBy: { subject: row.requestedBySubject, username: row.requestedByUsername },
  requestedAt: row.requestedAt,
  decision: decisionFromRow(row),
});

function wantedFromRow(row: VendorChangeRow): WantedChange {
  const kind = row.kind as WantedChange['kind'];
  switch (kind) {
    case 'deposit':
      return { kind, vendorId: stored(row.vendorId), amountMinor: money(row.amountMinor), reference: stored(row.reference) };
    case 'float-limit':
      return { kind, vendorId: stored(row.vendorId), floatLimitMinor: money(row.amountMinor) };
    case 'policy':
      return {
        kind,
        policy: {
          depositApprovalAboveMinor: money(row.depositApprovalAboveMinor),
          floatLimitApprovalAboveMinor: money(row.floatLimitApprovalAboveMinor),
          // of a policy that was asked for before withdrawals had an amount of their own
          withdrawalApprovalAboveMinor: money(row.withdrawalApprovalAboveMinor ?? row.depositApprovalAboveMinor),
        },
      };
    case 'withdrawal':
      return {
        kind,
        vendorId: stored(row.vendorId),
        amountMinor: money(row.amountMinor),
        reference: row.reference ?? undefined,
        reason: row.reason ?? undefined,
        idempotencyKey: stored(row.idempotencyKey),
      };
    case 'commission':
      return {
        kind,
        vendorId: stored(row.vendorId),
        rules: rulesFromJson(stored(row.commissionRules)),
        effectiveFrom: row.effectiveFrom ?? undefined,
      };
  }
}

const decisionFromRow = (row: VendorChangeRow): Decision | undefined =>
  row.decidedAt === null
    ? undefined
    : {
        state: row.state as Decision['state'],
        decidedBy: { subject: stored(row.decidedBySubject), username: stored(row.decidedByUsername) },
        decidedAt: row.decidedAt,
        refusal: row.refusal ?? undefined,
      };

const money = (minor: string | null): MoneyMinor => moneyMinor(BigInt(stored(minor)));

/** What the table's own checks keep present. */
function stored<Value>(value: Value | null): Value {
  if (value === null) throw new Error('a change for vendors lacks what its kind requires');
  return value;
}
