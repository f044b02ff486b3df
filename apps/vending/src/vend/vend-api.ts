import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';
import { present } from '@openprepay/contracts/present';
import { formatCredit, formatMoney } from '@openprepay/quantities';
import { UNITS } from '@openprepay/sts';
import { formatLines, remainderOf, type PricedVend } from '@openprepay/tariffs';
import type { Vend, VendDelivery } from './vend.js';

export const vendToApi = (vend: Vend): VendAnswer => ({
  vendId: vend.vendId,
  state: vend.outcome.state,
  meterNumber: vend.meter.meterNumber,
  ...present({ accountNumber: vend.accountNumber, vendorId: vend.vendorId }),
  soldBy: vend.soldBy,
  tender: { amount: formatMoney(vend.tenderMinor, vend.currency), currency: vend.currency },
  ...present({ grant: vend.effect.grant?.kind }),
  paymentMethod: vend.paymentMethod,
  tariff: vend.tariff,
  units: { value: formatCredit(vend.effect.unitsTenths), unit: UNITS[vend.commodity] },
  lines: formatLines(vend.lines, vend.currency),
  ...remainderToApi(vend),
  ...present({ blocks: vend.blocks }),
  acceptedAt: vend.acceptedAt.toISOString(),
  ...present({
    stuckSince: vend.stuckSince?.toISOString(),
    cancellation: vend.cancellation && { ...vend.cancellation, requestedAt: vend.cancellation.requestedAt.toISOString() },
  }),
  ...outcomeToApi(vend),
  ...(vend.reprints > 0 ? { reprints: vend.reprints } : {}),
  delivery: deliveryToApi(vend.delivery),
});

/** What of the tender bought less than a step of units, as the API has it; of a vend that was priced before it was told, nothing. */
export function remainderToApi({ lines, currency }: Pick<PricedVend, 'lines' | 'currency'>): { readonly remainder?: string } {
  const remainderMinor = remainderOf(lines);
  return remainderMinor === undefined ? {} : { remainder: formatMoney(remainderMinor, currency) };
}

function outcomeToApi({ outcome, commodity }: Vend): Partial<VendAnswer> {
  switch (outcome.state) {
    case 'awaiting-token':
      return {};
    case 'completed':
      return {
        receiptNumber: outcome.receiptNumber,
        tokens: [
          ...(outcome.keyChangeTokens ?? []).map((token) => ({ ...token, kind: 'key-change' })),
          ...outcome.tokens.map(({ token, kind, tokenIdentifier, amountTenths }) => ({
            token,
            kind,
            tid: tokenIdentifier,
            units: { value: formatCredit(amountTenths), unit: UNITS[commodity] },
          })),
        ],
        ...(outcome.sampleTables ? { sampleTables: true } : {}),
        completedAt: outcome.completedAt.toISOString(),
      };
    case 'reversed': {
      // its token is handed out no more
      const { receiptNumber, completedAt, reversal } = outcome;
      return { receiptNumber, completedAt: completedAt.toISOString(), reversal: { ...reversal, at: reversal.at.toISOString() } };
    }
    case 'failed':
      return { failure: { code: outcome.code, reason: outcome.reason, at: outcome.failedAt.toISOString() } };
  }
}

function deliveryToApi(delivery: VendDelivery): VendAnswer['delivery'] {
  switch (delivery.state) {
    case 'none':
      return { state: 'none' };
    case 'credited':
      return { state: 'credited', at: delivery.at.toISOString(), ...present({ creditRemaining: delivery.creditRemaining }) };
    case 'rejected':
      return { state: 'rejected', at: delivery.at.toISOString(), code: delivery.code };
  }
}
