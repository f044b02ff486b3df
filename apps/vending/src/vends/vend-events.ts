import { z } from 'zod';
import type { EventData } from '@openprepay/contracts/event';
import { issuedTokenKind } from '@openprepay/contracts/key-management';
import type { VendCompleted, VendFailed, VendLine } from '@openprepay/contracts/vending';
import type { PricedLine } from '@openprepay/tariffs';
import type { CompletedVend, SettledVend } from './vend.js';

/** What the books and the meter's head-end must know of a completed vend. */
export const completedEvent = (vend: CompletedVend): EventData<typeof VendCompleted> => ({
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
  lines: vend.lines.map(eventLine),
  tariff: { ...vend.tariff },
  tokens: vend.outcome.tokens.map(({ kind, ...token }) => ({ ...token, kind: z.decode(issuedTokenKind, kind) })),
  completedAt: vend.outcome.completedAt,
});

/** @throws {RangeError} if the vend has not failed */
export function failedEvent({ outcome, ...vend }: SettledVend): EventData<typeof VendFailed> {
  if (outcome.state !== 'failed') throw new RangeError(`vend ${vend.vendId} is ${outcome.state}`);
  return {
    vendId: vend.vendId,
    meterNumber: vend.meter.meterNumber,
    meterPan: vend.meter.meterPan,
    vendorId: vend.vendorId,
    currency: vend.currency,
    tenderMinor: vend.tenderMinor,
    code: outcome.code,
    failedAt: outcome.failedAt,
  };
}

const eventLine = (line: PricedLine): VendLine =>
  line.kind === 'energy' ? { ...line, blocks: line.blocks.map((block) => ({ ...block })) } : { ...line };
