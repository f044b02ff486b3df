import { z } from 'zod';
import type { EventData } from '@openprepay/contracts/event';
import { issuedTokenKind } from '@openprepay/contracts/key-management';
import { present } from '@openprepay/contracts/present';
import type { UnitsIssue } from '@openprepay/contracts/units-issue';
import type { VendCompleted, VendFailed, VendReversed, VendLine, VendStuck } from '@openprepay/contracts/vending';
import type { PricedLine } from '@openprepay/tariffs';
import type { VendCommission } from '../commissions/commission.js';
import type { CompletedVend, FailedVend, ReversedVend, Vend } from '../vend/vend.js';

/**
 * What the books and the meter's head-end must know of a completed vend.
 * @param issue of units that somebody has decided on
 */
export const completedEvent = (vend: CompletedVend | ReversedVend, issue?: UnitsIssue): EventData<typeof VendCompleted> => ({
  vendId: vend.vendId,
  receiptNumber: vend.outcome.receiptNumber,
  meterNumber: vend.meter.meterNumber,
  meterPan: vend.meter.meterPan,
  commodity: vend.commodity,
  accountNumber: vend.accountNumber,
  vendorId: vend.vendorId,
  currency: vend.currency,
  tenderMinor: vend.tenderMinor,
  paymentMethod: vend.paymentMethod,
  unitsTenths: vend.effect.unitsTenths,
  ...present({ grant: vend.effect.grant && { ...vend.effect.grant } }),
  lines: vend.lines.map(eventLine),
  tariff: { ...vend.tariff },
  tokens: vend.outcome.tokens.map(({ kind, ...token }) => ({ ...token, kind: z.decode(issuedTokenKind, kind) })),
  ...(vend.commission && { commission: commissionToEvent(vend.commission) }),
  ...(vend.outcome.keyChangeTokens ? { keyChangeTokens: vend.outcome.keyChangeTokens.map((token) => ({ ...token })) } : {}),
  completedAt: vend.outcome.completedAt,
  sale: {
    idempotencyKey: vend.idempotencyKey,
    soldBy: vend.soldBy,
    acceptedAt: vend.acceptedAt,
    sampleTables: vend.outcome.sampleTables,
    ...present({ unitsAskedTenths: vend.unitsAskedTenths, blocks: vend.blocks, issue }),
  },
});

const commissionToEvent = ({ version, parts }: VendCommission): EventData<typeof VendCompleted>['commission'] => ({
  version,
  parts: parts.map((part) => ({ ...part })),
});

/** Who took a vend back, and why. */
export interface ReversedBecause {
  readonly reason: string;
  readonly requestedBy: string;
  readonly approvedBy: string | undefined;
}

/** What undoes a completed vend, with all of it: it can be booked whichever of the two comes first. */
export const reversedEvent = (vend: ReversedVend, because: ReversedBecause): EventData<typeof VendReversed> => {
  const { reversalId, receiptNumber, at } = vend.outcome.reversal;
  return { reversalId, receiptNumber, reversedAt: at, ...present(because), vend: completedEvent(vend) };
};

/** What others must know of a vend that came to nothing. */
export const failedEvent = (vend: FailedVend): EventData<typeof VendFailed> => ({
  vendId: vend.vendId,
  meterNumber: vend.meter.meterNumber,
  meterPan: vend.meter.meterPan,
  vendorId: vend.vendorId,
  currency: vend.currency,
  tenderMinor: vend.tenderMinor,
  code: vend.outcome.code,
  failedAt: vend.outcome.failedAt,
});

/** What somebody who looks must know of a vend without an answer. */
export const stuckEvent = (vend: Vend, stuckSince: Date): EventData<typeof VendStuck> => ({
  vendId: vend.vendId,
  meterNumber: vend.meter.meterNumber,
  meterPan: vend.meter.meterPan,
  vendorId: vend.vendorId,
  currency: vend.currency,
  tenderMinor: vend.tenderMinor,
  acceptedAt: vend.acceptedAt,
  stuckSince,
});

const eventLine = (line: PricedLine): VendLine =>
  line.kind === 'energy' ? { ...line, blocks: line.blocks.map((block) => ({ ...block })) } : { ...line };
