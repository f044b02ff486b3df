import { present } from '@openprepay/contracts/present';
import * as wire from '@openprepay/contracts/wire';
import { formatCredit, formatMoney } from '@openprepay/quantities';
import { UNITS } from '@openprepay/sts';
import { formatLines, type PricedVend, type WireLine } from '@openprepay/tariffs';
import { z } from 'zod';
import { PAYMENT_METHODS, VEND_STATES, type Vend, type VendDelivery, type VendToken } from './vend.js';
import type { Quote } from './quote-vend.js';

const amountText = z.string().describe('a decimal with the decimals of the currency');
const tender = z.object({ amount: amountText, currency: wire.currency });
const units = z.object({ value: z.string(), unit: wire.unit });
const tariff = z.object({ code: wire.shortCode, version: z.int() });
const line = z.object({
  kind: z.enum(['fixed-charge', 'debt', 'energy', 'levy', 'tax']),
  code: wire.shortCode,
  amount: amountText,
  month: z.string().optional().describe('YYYY-MM, of a fixed charge'),
  blocks: z.array(z.object({ units: z.string(), rate: z.string() })).optional(),
});

export const quoteAnswer = z.object({
  meterNumber: wire.meterNumber,
  accountNumber: wire.accountNumber.optional(),
  tender,
  units,
  lines: z.array(line),
  tariff,
});

export const vendAnswer = quoteAnswer.extend({
  vendId: z.uuid(),
  state: z.enum(VEND_STATES),
  vendorId: z.uuid().optional(),
  paymentMethod: z.enum(PAYMENT_METHODS),
  soldBy: z.string(),
  acceptedAt: z.iso.datetime(),
  receiptNumber: z.string().optional(),
  tokens: z
    .array(
      z.object({ token: wire.tokenDigits, kind: z.string().describe('credit; a later version may hand out others'), tid: z.int(), units }),
    )
    .optional(),
  sampleTables: z.boolean().optional().describe('true: made with published sample tables, no field meter accepts it'),
  completedAt: z.iso.datetime().optional(),
  failure: z.object({ code: z.string(), reason: z.string(), at: z.iso.datetime() }).optional(),
  delivery: z.object({
    state: z.enum(['none', 'credited', 'rejected']),
    at: z.iso.datetime().optional(),
    code: z.string().optional(),
    creditRemaining: z.string().optional(),
  }),
});
export const vendPage = z.object({ items: z.array(vendAnswer), nextCursor: z.string().optional() });

type WireVend = Omit<z.input<typeof vendAnswer>, 'lines'> & { readonly lines: readonly WireLine[] };
type WireQuote = Omit<z.input<typeof quoteAnswer>, 'lines'> & { readonly lines: readonly WireLine[] };

export const vendToApi = (vend: Vend): WireVend => ({
  vendId: vend.vendId,
  state: vend.outcome.state,
  meterNumber: vend.meter.meterNumber,
  ...present({ accountNumber: vend.accountNumber, vendorId: vend.vendorId }),
  soldBy: vend.soldBy,
  tender: { amount: formatMoney(vend.tenderMinor, vend.currency), currency: vend.currency },
  paymentMethod: vend.paymentMethod,
  tariff: vend.tariff,
  units: { value: formatCredit(vend.effect.unitsTenths), unit: UNITS[vend.commodity] },
  lines: formatLines(vend.lines, vend.currency),
  acceptedAt: vend.acceptedAt.toISOString(),
  ...outcomeToApi(vend),
  delivery: deliveryToApi(vend.delivery),
});

export const quoteToApi = ({ meter, priced }: Quote): WireQuote => ({
  meterNumber: meter.meterNumber,
  ...present({ accountNumber: meter.accountNumber }),
  tender: { amount: formatMoney(priced.tenderMinor, priced.currency), currency: priced.currency },
  units: { value: priced.units, unit: UNITS[meter.commodity] },
  lines: formatLines(priced.lines, priced.currency),
  tariff: tariffOf(priced),
});

const tariffOf = ({ tariff: { code, version } }: PricedVend): z.input<typeof tariff> => ({ code, version });

function outcomeToApi({ outcome, commodity }: Vend): Partial<WireVend> {
  switch (outcome.state) {
    case 'awaiting-token':
      return {};
    case 'completed':
      return {
        receiptNumber: outcome.receiptNumber,
        tokens: outcome.tokens.map((token) => tokenToApi(token, UNITS[commodity])),
        ...(outcome.sampleTables ? { sampleTables: true } : {}),
        completedAt: outcome.completedAt.toISOString(),
      };
    case 'failed':
      return { failure: { code: outcome.code, reason: outcome.reason, at: outcome.failedAt.toISOString() } };
  }
}

const tokenToApi = ({ token, kind, tokenIdentifier, amountTenths }: VendToken, unit: z.input<typeof units>['unit']) => ({
  token,
  kind,
  tid: tokenIdentifier,
  units: { value: formatCredit(amountTenths), unit },
});

function deliveryToApi(delivery: VendDelivery): WireVend['delivery'] {
  switch (delivery.state) {
    case 'none':
      return { state: 'none' };
    case 'credited':
      return { state: 'credited', at: delivery.at.toISOString(), ...present({ creditRemaining: delivery.creditRemaining }) };
    case 'rejected':
      return { state: 'rejected', at: delivery.at.toISOString(), code: delivery.code };
  }
}
