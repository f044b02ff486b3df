import { z } from 'zod';
import { commodity, currency, shortCode } from '../wire.js';
import { endpoint, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';
import { amountText, units, writtenAmount } from './vending-values.js';
import { paymentMethod } from './vending-vends.js';

const tag = 'Batches';
const whoSells = { roles: ['vendor', 'operator', 'clerk'] } as const;
const ofBatch = z.object({ batchId: z.uuid() });

/** Most amounts that one counting has: a payment method of one currency each. */
const MAX_COUNTED = 50;

export const batchKind = z.enum(['shift', 'sales', 'banking']);
export type BatchKind = z.output<typeof batchKind>;

const sums = { vends: z.int(), amount: amountText };

const totals = z
  .object({
    currency,
    ...sums,
    waiting: z.int().describe('of the vends, those whose token is not there yet'),
    operators: z.array(z.object({ operator: z.string(), ...sums })),
    paymentMethods: z.array(z.object({ paymentMethod, ...sums })),
    lines: z.array(z.object({ kind: z.string(), ...sums })).describe('by kind of line; they add up to the amount'),
    commodities: z.array(z.object({ commodity, ...sums, units })),
    taxes: z.array(z.object({ code: shortCode, ...sums })).describe('what of the lines is tax, by its code'),
    commissions: z
      .array(z.object({ kind: z.string(), ...sums }))
      .optional()
      .describe('what the sales have earned their vendor, by kind; no part of the amount. Absent where there is none'),
  })
  .meta({ id: 'BatchTotals', description: 'what was sold in one currency; sales that came to nothing are not in it' });

const counted = z
  .object({ paymentMethod, currency, expected: amountText, counted: amountText, difference: z.string() })
  .meta({ id: 'BatchCount', description: 'difference: what was counted less what was expected, below zero where money is missing' });

const batch = z
  .object({
    batchId: z.uuid(),
    kind: batchKind,
    number: z.int().describe('1, 2, 3, … of its till and kind'),
    state: z.enum(['open', 'closed']),
    till: z.string().describe('whose sales are in it: a user, or “terminal” and its id'),
    vendorId: z.uuid().optional().describe('absent: of the utility’s own staff'),
    openedAt: z.iso.datetime(),
    openedBy: z.string(),
    closedAt: z.iso.datetime().optional(),
    closedBy: z.string().optional(),
    counted: z.array(counted).optional().describe('of a closed batch, where somebody counted'),
  })
  .meta({ id: 'Batch' });
export type BatchAnswer = Wire<typeof batch>;

const batchReport = batch
  .extend({
    totals: z.array(totals).describe('one per currency; of a closed batch as they were when it was closed'),
    givenBack: z
      .array(z.object({ currency, ...sums }))
      .optional()
      .describe('of a closed batch: what of its sales came to nothing only afterwards'),
  })
  .meta({ id: 'BatchReport' });
export type BatchReportAnswer = Wire<typeof batchReport>;

const visibility = ['vending.batch_unknown', 'vending.vendor_required', 'vending.vendor_not_yours'] as const;

export const batchEndpoints = {
  openBatch: endpoint({
    method: 'POST',
    path: '/v1/batches',
    summary: 'Open a batch: from now on every sale of its till belongs to it',
    tag,
    access: whoSells,
    body: z.strictObject({
      kind: batchKind,
      terminalId: z.uuid().optional().describe('whose sales; without one, your own'),
    }),
    answers: { 201: batch },
    errors: ['vending.batch_open', 'vending.terminal_unknown', 'vending.vendor_required', 'vending.vendor_not_yours'],
  }),
  readBatch: endpoint({
    method: 'GET',
    path: '/v1/batches/:batchId',
    summary: 'What a batch comes to',
    tag,
    access: whoSells,
    params: ofBatch,
    answers: { 200: batchReport },
    errors: [...visibility],
  }),
  listBatches: endpoint({
    method: 'GET',
    path: '/v1/batches',
    summary: 'List batches, newest first; a vendor’s user sees its own vendor’s',
    tag,
    access: whoSells,
    query: pageQuery({
      state: z.enum(['open', 'closed']).optional(),
      vendorId: z.uuid().optional(),
      terminalId: z.uuid().optional(),
    }),
    answers: { 200: pageAnswer(batch) },
    errors: ['vending.vendor_required', 'vending.vendor_not_yours'],
  }),
  closeBatch: endpoint({
    method: 'POST',
    path: '/v1/batches/:batchId/close',
    summary: 'Close a batch with what was counted; its totals stay as they are now',
    tag,
    access: whoSells,
    params: ofBatch,
    body: z.strictObject({
      counted: z
        .array(
          z.strictObject({
            paymentMethod,
            amount: writtenAmount,
            currency: currency.optional().describe('the utility’s unless said'),
          }),
        )
        .max(MAX_COUNTED)
        .optional()
        .describe('without it nobody counted, and nothing is said of a difference'),
    }),
    answers: { 200: batchReport },
    errors: [...visibility, 'vending.batch_closed', 'vending.amount_invalid', 'vending.currency_mismatch'],
  }),
} as const;
