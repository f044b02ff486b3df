import { z } from 'zod';
import * as wire from '../wire.js';
import { receiptIssuer } from './vending-receipts.js';
import { endpoint, refusedAs, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';
import { amountText, replayedHeader, tender, units, writtenAmount, writtenUnits, meterNumberText } from './vending-values.js';
import { reason } from './text.js';

/** Shorter ones are what tills count with, and they count from one again. A UUID has 36 characters. */
export const MIN_IDEMPOTENCY_KEY_LENGTH = 8;
export const MAX_IDEMPOTENCY_KEY_LENGTH = 128;
const PRINTABLE_ASCII = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/** What browsers send is shorter. */
const MAX_ACCEPT_LENGTH = 1_024;

const tag = 'Vends';
export const whoSells = { roles: ['vendor', 'operator', 'clerk'] } as const;
const whoSees = { roles: ['vendor', 'operator', 'clerk', 'engineer'] } as const;
const ofVend = z.object({ vendId: z.uuid() });

export const idempotencyKey = refusedAs(
  z
    .string()
    .min(MIN_IDEMPOTENCY_KEY_LENGTH)
    .max(MAX_IDEMPOTENCY_KEY_LENGTH)
    .regex(PRINTABLE_ASCII, 'printable ASCII, no space at the ends')
    .describe('chosen by the seller, one per sale, best a UUID: within a day the same key again is the same sale'),
  { missing: 'vending.idempotency_key_required', invalid: 'vending.idempotency_key_invalid' },
);

export const paymentMethod = z.enum(['cash', 'card', 'eft', 'mobile-money', 'voucher', 'cheque']);
export type PaymentMethod = z.output<typeof paymentMethod>;
/** How a vend was paid for: `none` where units were given and not sold. */
export const paidBy = z.enum([...paymentMethod.options, 'none']);
export type PaidBy = z.output<typeof paidBy>;
const grant = z.enum(['free-basic', 'free-issue', 'replacement']).describe('why units were given and not sold; absent of a sale');
const state = z.enum(['awaiting-token', 'completed', 'reversed', 'failed']);

const sale = z
  .strictObject({
    meterNumber: meterNumberText,
    tender: z.strictObject({ amount: writtenAmount, currency: wire.currency }).optional().describe('what the customer pays'),
    units: z
      .strictObject({ value: writtenUnits, unit: wire.unit })
      .optional()
      .describe('in place of the tender: sells for the smallest one that buys at least so much'),
    paymentMethod,
    vendorId: z.uuid().optional().describe('whom staff sell for; a vendor’s own users sell for theirs without saying so'),
  })
  .refine(({ tender: money, units: wanted }) => (money === undefined) !== (wanted === undefined), 'takes a tender or units, one of them')
  .meta({ id: 'Sale' });
export type SaleBody = z.output<typeof sale>;

const line = z
  .object({
    kind: z.enum(['fixed-charge', 'debt', 'energy', 'levy', 'tax']),
    code: wire.shortCode,
    amount: amountText,
    month: z.string().optional().describe('YYYY-MM, of a fixed charge'),
    blocks: z.array(z.object({ units: z.string(), rate: z.string() })).optional(),
  })
  .meta({ id: 'VendLine' });

const blocks = z
  .object({
    month: z.string().describe('YYYY-MM, in the time zone of the tariff'),
    unitsThisMonth: z.string(),
    remainingInBlock: z.string().optional().describe('units at the rate of the next one; absent in the last block'),
    nextRate: z.string().optional().describe('per unit after that, net of levies and tax; absent in the last block'),
  })
  .meta({ id: 'BlocksAfter' });

const priced = {
  meterNumber: wire.meterNumber,
  accountNumber: wire.accountNumber.optional(),
  tender,
  units,
  lines: z.array(line).describe('they add up to the tender'),
  remainder: amountText
    .optional()
    .describe(
      'of the energy line, in the currency of the tender: what bought less than a step of units. Absent on vends of before it was told',
    ),
  tariff: z.object({ code: wire.shortCode, version: z.int() }),
  blocks: blocks.optional().describe('where the month stands in the blocks, this sale included. Absent on vends of before it was told'),
};

const quote = z.object(priced).meta({ id: 'Quote' });
export type QuoteAnswer = Wire<typeof quote>;

const token = z
  .object({
    token: wire.tokenDigits,
    kind: z.string().describe('credit, or key-change; a later version may hand out others'),
    tid: z.int().optional().describe('a key change has none'),
    units: units.optional(),
    part: z.int().optional().describe('of a key change'),
    parts: z.int().optional(),
  })
  .meta({ id: 'VendToken' });

export const vend = z
  .object({
    ...priced,
    vendId: z.uuid(),
    state,
    vendorId: z.uuid().optional().describe('absent: the utility’s own staff sold'),
    grant: grant.optional(),
    paymentMethod: paidBy,
    soldBy: z.string(),
    acceptedAt: z.iso.datetime(),
    stuckSince: z.iso.datetime().optional().describe('no answer for longer than any vault takes: it may be cancelled'),
    cancellation: z.object({ reason: z.string(), requestedBy: z.string(), requestedAt: z.iso.datetime() }).optional(),
    receiptNumber: z.string().optional(),
    tokens: z
      .array(token)
      .optional()
      .describe('in the order they are entered: a key change that the meter has not confirmed, then the credit'),
    sampleTables: z.boolean().optional().describe('true: made with published sample tables, no field meter accepts it'),
    completedAt: z.iso.datetime().optional(),
    failure: z.object({ code: z.string(), reason: z.string(), at: z.iso.datetime() }).optional(),
    reversal: z
      .object({ reversalId: z.uuid(), receiptNumber: z.string(), at: z.iso.datetime() })
      .optional()
      .describe('of a sale that was taken back; its tokens are handed out no more'),
    reprints: z.int().optional().describe('how often it was handed out again'),
    delivery: z
      .object({
        state: z.enum(['none', 'credited', 'rejected']),
        at: z.iso.datetime().optional(),
        code: z.string().optional(),
        creditRemaining: z.string().optional(),
      })
      .describe('what the meter itself said of the token'),
  })
  .meta({ id: 'Vend' });
export type VendAnswer = Wire<typeof vend>;

const receipt = z
  .object({
    ...priced,
    receiptNumber: z.string(),
    vendId: z.uuid(),
    completedAt: z.iso.datetime(),
    vendorId: z.uuid().optional(),
    soldBy: z.string(),
    grant: grant.optional(),
    paymentMethod: paidBy,
    tokens: z
      .array(z.object({ entry: z.int(), kind: z.string(), token: wire.tokenDigits, grouped: z.string() }))
      .describe('in the order in which they are entered: a new key comes before the credit'),
    debts: z
      .array(z.object({ code: wire.shortCode, paid: amountText, outstanding: amountText.optional() }))
      .describe('what was recovered, and what was still owed afterwards'),
    issuer: receiptIssuer.optional().describe('whose it is, as it was said when the sale was completed'),
    vendorTaxNumber: z.string().optional().describe('of the vendor that has sold it, as it was said then'),
    sandbox: z.literal(true).optional().describe('nothing of it is anybody’s money, and no token anybody’s'),
    copy: z.int().optional().describe('how often it was handed out again before'),
    enterByHand: z.literal(true).optional().describe('the tokens were sent to the meter, which has said nothing of them in time'),
    sampleTables: z.literal(true).optional().describe('made with published sample tables, no field meter accepts it'),
  })
  .meta({ id: 'Receipt' });
export type ReceiptAnswer = Wire<typeof receipt>;

/** How a receipt is asked for. */
export const printedReceipt = {
  query: z.strictObject({ paper: z.enum(['80mm', 'A4']).optional().describe('of a PDF; a slip of 80 mm unless said') }),
  headers: z.object({ accept: z.string().max(MAX_ACCEPT_LENGTH).optional() }),
} as const;

/** What a supply may be refused with before any tender is looked at. */
export const supplyErrors = [
  'vending.meter_number_invalid',
  'vending.meter_unknown',
  'vending.meter_blocked',
  'vending.meter_replaced',
  'vending.currency_mismatch',
  'vending.pricing_unknown',
  'vending.pricing_stale',
  'vending.tariff_not_in_force',
  'vending.tariff_commodity_mismatch',
] as const;

/** What pricing a tender may be refused with. */
const pricingErrors = [
  ...supplyErrors,
  'vending.amount_invalid',
  'vending.units_invalid',
  'vending.unit_mismatch',
  'vending.tender_below_minimum',
  'vending.tender_above_maximum',
  'vending.tender_buys_no_units',
  'vending.vendor_required',
  'vending.vendor_not_yours',
] as const;

/** What a vend under a key may be refused with, whatever it is for. */
export const keyedVendErrors = [
  'vending.idempotency_key_required',
  'vending.idempotency_key_invalid',
  'vending.idempotency_key_reused',
  'vending.idempotency_key_closed',
  'vending.idempotency_key_expired',
  'vending.seller_busy',
  'vending.sandbox_silent',
  'vending.key_change_pending',
  'vending.key_change_due',
  'vending.token_refused',
] as const;

export const vendEndpoints = {
  sellVend: endpoint({
    method: 'POST',
    path: '/v1/vends',
    summary: 'Sell; 202 where the token is not there in time: ask again with the same key',
    tag,
    access: whoSells,
    headers: z.object({ 'idempotency-key': idempotencyKey }),
    body: sale,
    answers: { 201: vend, 202: vend },
    answerHeaders: z.object({ location: z.string().describe('the vend'), ...replayedHeader }),
    errors: [...pricingErrors, ...keyedVendErrors, 'vending.vendor_unknown', 'vending.vendor_float_insufficient'],
  }),
  quoteVend: endpoint({
    method: 'POST',
    path: '/v1/vends/quote',
    summary: 'What a sale would give now; nothing is sold',
    tag,
    access: whoSells,
    body: sale,
    answers: { 200: quote },
    errors: [...pricingErrors, 'vending.token_refused'],
  }),
  listVends: endpoint({
    method: 'GET',
    path: '/v1/vends',
    summary:
      'List vends, newest first; with idempotencyKey the one vend it made, or vending.vend_not_found: nothing was sold, and the key is closed',
    tag,
    access: whoSees,
    query: pageQuery({
      meterNumber: meterNumberText.optional(),
      vendorId: z.uuid().optional(),
      state: state.optional(),
      stuck: z.literal('true').optional().describe('those alone that wait for longer than any vault takes'),
      idempotencyKey: z.string().min(1).max(MAX_IDEMPOTENCY_KEY_LENGTH).optional().describe('the other filters do not count beside it'),
    }),
    answers: { 200: z.union([pageAnswer(vend), vend]) },
    errors: ['vending.meter_number_invalid', 'vending.vend_not_found', 'vending.vendor_required', 'vending.vendor_not_yours'],
  }),
  readVend: endpoint({
    method: 'GET',
    path: '/v1/vends/:vendId',
    summary: 'Read a vend',
    tag,
    access: whoSees,
    params: ofVend,
    answers: { 200: vend },
    errors: ['vending.vend_not_found', 'vending.vendor_required'],
  }),
  cancelVend: endpoint({
    method: 'POST',
    path: '/v1/vends/:vendId/cancel',
    summary: 'Have the vault refuse a stuck vend for good, and then give back what it took; it completes if there is a token after all',
    tag,
    access: { roles: ['operator'] },
    params: ofVend,
    body: z.strictObject({ reason }),
    answers: { 202: vend },
    errors: ['vending.vend_not_found', 'vending.vend_not_stuck', 'vending.vend_settled', 'vending.staff_required'],
  }),
  reprintVend: endpoint({
    method: 'POST',
    path: '/v1/vends/:vendId/reprint',
    summary: 'The whole vend once more, tokens and all; nothing is sold, and it is counted',
    tag,
    access: whoSees,
    params: ofVend,
    answers: { 200: vend },
    errors: ['vending.vend_not_found', 'vending.vend_not_completed', 'vending.vendor_required'],
  }),
  readReceipt: endpoint({
    method: 'GET',
    path: '/v1/vends/:vendId/receipt',
    summary: 'The receipt of a completed vend: 42 columns of text, or by `accept` JSON or a PDF',
    tag,
    access: whoSells,
    params: ofVend,
    ...printedReceipt,
    answers: { 200: 'text/plain' },
    alsoAnswers: { 'application/json': receipt, 'application/pdf': true },
    errors: ['vending.vend_not_found', 'vending.vend_not_completed', 'vending.vendor_required'],
  }),
} as const;
