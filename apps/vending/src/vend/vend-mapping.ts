import type { PaidBy } from '@openprepay/contracts/http/vending-vends';
import type { Commodity } from '@openprepay/contracts/wire';
import type { Tx } from '@openprepay/persistence/tx';
import { creditTenths, moneyMinor } from '@openprepay/quantities';
import type { UnitsGrant, VendEffect } from '@openprepay/tariffs';
import { earnedBy } from '../commissions/commission.js';
import { vendCommissionFromJson, vendCommissionToJson } from '../commissions/commission-json.js';
import { fixedChargesFromJson, fixedChargesToJson } from '../supplies/fixed-charge-json.js';
import type { Vend, VendDelivery, VendOutcome, VendState } from './vend.js';
import { debtsTakenFromJson, debtsTakenToJson, linesFromJson, linesToJson, tokensFromJson, tokensToJson } from './vend-json.js';
import type { VendRow } from './vend.row.js';

/** A vend as it is first stored. */
export const toRow = (tx: Tx, vend: Vend): VendRow => ({
  utility: tx.utility,
  vendId: vend.vendId,
  vendorId: vend.vendorId ?? null,
  idempotencyKey: vend.idempotencyKey,
  soldBy: vend.soldBy,
  meterNumber: vend.meter.meterNumber,
  meterPan: vend.meter.meterPan,
  keyData: vend.meter.keyData,
  supplyId: vend.supplyId,
  accountNumber: vend.accountNumber ?? null,
  commodity: vend.commodity,
  currency: vend.currency,
  tenderMinor: vend.tenderMinor.toString(),
  unitsAskedTenths: vend.unitsAskedTenths?.toString() ?? null,
  paymentMethod: vend.paymentMethod,
  unitsTenths: vend.effect.unitsTenths.toString(),
  unitsMonth: vend.effect.month,
  grantKind: vend.effect.grant?.kind ?? null,
  grantCounts: vend.effect.grant?.countsTowardBlocks ?? null,
  tariffCode: vend.tariff.code,
  tariffVersion: vend.tariff.version,
  lines: linesToJson(vend.lines),
  fixedChargesTaken: fixedChargesToJson(vend.effect.fixedChargesTaken),
  debtsTaken: debtsTakenToJson(vend.debtsTaken),
  blocks: vend.blocks ?? null,
  commission: vendCommissionToJson(vend.commission),
  commissionMinor: earnedBy(vend.commission).toString(),
  acceptedAt: vend.acceptedAt,
  tokenRequestedAt: vend.acceptedAt,
  stuckSince: vend.stuckSince ?? null,
  cancelledAt: vend.cancellation?.requestedAt ?? null,
  cancelledBy: vend.cancellation?.requestedBy ?? null,
  cancelReason: vend.cancellation?.reason ?? null,
  ...outcomeToRow(vend.outcome),
  ...reversalToRow(vend.outcome),
  reprints: vend.reprints,
  ...deliveryToRow(vend.delivery),
});

type OutcomeColumns = Pick<
  VendRow,
  'state' | 'receiptNumber' | 'tokens' | 'keyChangeTokens' | 'sampleTables' | 'failureCode' | 'failureReason' | 'settledAt'
>;

const NO_OUTCOME = {
  receiptNumber: null,
  tokens: null,
  keyChangeTokens: null,
  sampleTables: null,
  failureCode: null,
  failureReason: null,
  settledAt: null,
};

export function outcomeToRow(outcome: VendOutcome): OutcomeColumns {
  switch (outcome.state) {
    case 'awaiting-token':
      return { ...NO_OUTCOME, state: outcome.state };
    case 'completed':
    case 'reversed': {
      const { receiptNumber, keyChangeTokens = null, sampleTables, completedAt: settledAt } = outcome;
      const tokens = tokensToJson(outcome.tokens);
      return { ...NO_OUTCOME, state: 'completed', receiptNumber, tokens, keyChangeTokens, sampleTables, settledAt };
    }
    case 'failed':
      return { ...NO_OUTCOME, state: outcome.state, failureCode: outcome.code, failureReason: outcome.reason, settledAt: outcome.failedAt };
  }
}

type ReversalColumns = Pick<VendRow, 'reversalId' | 'reversedAt' | 'reversalReceiptNumber'>;

/** What was reversed stays completed in its row, with this beside it. */
export function reversalToRow(outcome: VendOutcome): ReversalColumns {
  if (outcome.state !== 'reversed') return { reversalId: null, reversedAt: null, reversalReceiptNumber: null };
  const { reversalId, receiptNumber, at } = outcome.reversal;
  return { reversalId, reversedAt: at, reversalReceiptNumber: receiptNumber };
}

type DeliveryColumns = Pick<VendRow, 'deliveryState' | 'deliveryAt' | 'deliveryCode' | 'creditRemaining'>;

export const deliveryToRow = (delivery: VendDelivery): DeliveryColumns => ({
  deliveryState: delivery.state,
  deliveryAt: delivery.state === 'none' ? null : delivery.at,
  deliveryCode: delivery.state === 'rejected' ? delivery.code : null,
  creditRemaining: delivery.state === 'credited' ? (delivery.creditRemaining ?? null) : null,
});

export const fromRow = (row: VendRow): Vend => ({
  vendId: row.vendId,
  vendorId: row.vendorId ?? undefined,
  idempotencyKey: row.idempotencyKey,
  soldBy: row.soldBy,
  meter: { meterNumber: row.meterNumber, meterPan: row.meterPan, keyData: row.keyData },
  supplyId: row.supplyId,
  accountNumber: row.accountNumber ?? undefined,
  commodity: row.commodity as Commodity,
  currency: row.currency,
  tenderMinor: moneyMinor(BigInt(row.tenderMinor)),
  unitsAskedTenths: row.unitsAskedTenths === null ? undefined : creditTenths(BigInt(row.unitsAskedTenths)),
  paymentMethod: row.paymentMethod as PaidBy,
  tariff: { code: row.tariffCode, version: row.tariffVersion },
  lines: linesFromJson(row.lines),
  effect: {
    month: row.unitsMonth,
    unitsTenths: creditTenths(BigInt(row.unitsTenths)),
    fixedChargesTaken: fixedChargesFromJson(row.fixedChargesTaken),
    ...grantFromRow(row),
  },
  debtsTaken: debtsTakenFromJson(row.debtsTaken),
  blocks: row.blocks ?? undefined,
  commission: vendCommissionFromJson(row.commission),
  acceptedAt: row.acceptedAt,
  stuckSince: row.stuckSince ?? undefined,
  cancellation:
    row.cancelledAt === null
      ? undefined
      : { reason: stored(row.cancelReason), requestedBy: stored(row.cancelledBy), requestedAt: row.cancelledAt },
  outcome: outcomeFromRow(row),
  delivery: deliveryFromRow(row),
  reprints: row.reprints,
});

function grantFromRow({ grantKind, grantCounts }: VendRow): Pick<VendEffect, 'grant'> {
  return grantKind === null ? {} : { grant: { kind: grantKind as UnitsGrant['kind'], countsTowardBlocks: stored(grantCounts) } };
}

function outcomeFromRow(row: VendRow): VendOutcome {
  const state = row.state as Exclude<VendState, 'reversed'>;
  switch (state) {
    case 'awaiting-token':
      return { state };
    case 'completed': {
      const completion = {
        receiptNumber: stored(row.receiptNumber),
        tokens: tokensFromJson(stored(row.tokens)),
        ...(row.keyChangeTokens === null ? {} : { keyChangeTokens: row.keyChangeTokens }),
        sampleTables: stored(row.sampleTables),
        completedAt: stored(row.settledAt),
      };
      if (row.reversalId === null) return { state, ...completion };
      const reversal = { reversalId: row.reversalId, receiptNumber: stored(row.reversalReceiptNumber), at: stored(row.reversedAt) };
      return { state: 'reversed', ...completion, reversal };
    }
    case 'failed':
      return { state, code: stored(row.failureCode), reason: row.failureReason ?? '', failedAt: stored(row.settledAt) };
  }
}

function deliveryFromRow(row: VendRow): VendDelivery {
  const state = row.deliveryState as VendDelivery['state'];
  switch (state) {
    case 'none':
      return { state };
    case 'credited':
      return { state, at: stored(row.deliveryAt), creditRemaining: row.creditRemaining ?? undefined };
    case 'rejected':
      return { state, at: stored(row.deliveryAt), code: stored(row.deliveryCode) };
  }
}

/** What the table's own checks keep present in this state. */
function stored<Value>(value: Value | null): Value {
  if (value === null) throw new Error('a vend lacks what its state requires');
  return value;
}
