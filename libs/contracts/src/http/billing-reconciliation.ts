import { z } from 'zod';
import { currency } from '../wire.js';
import { endpoint, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';

/** Ranges of missing receipts that one answer names at most. */
export const MAX_RECEIPT_RANGES = 100;

const tag = 'Reconciliation';
const access = { roles: ['clerk', 'operator'] } as const;

const receiptWatch = z
  .object({
    bookedThrough: z.int().optional().describe('every receipt up to this one is booked; absent until vending has said how many there are'),
    knownThrough: z.int().describe('the highest receipt that is known to be'),
    missing: z
      .array(z.object({ first: z.int(), last: z.int() }))
      .max(MAX_RECEIPT_RANGES)
      .describe('not booked, the lowest first; a vend that was just made may be among them'),
    missingSince: z.iso.datetime().optional(),
    asked: z.int().describe('how often vending was asked for them'),
  })
  .meta({ id: 'ReceiptWatch' });
export type ReceiptWatchAnswer = Wire<typeof receiptWatch>;

const state = z.enum(['open', 'resolved']);
export type FloatDifferenceState = z.output<typeof state>;

const floatDifference = z
  .object({
    differenceId: z.uuid(),
    vendorId: z.uuid(),
    currency,
    stated: z.string().describe('the float as vending states it, vends that wait for their token left out'),
    booked: z.string().describe('the same by the ledger'),
    difference: z.string().describe('stated less booked'),
    receiptsThrough: z.int(),
    statedAt: z.iso.datetime(),
    foundAt: z.iso.datetime(),
    resolvedAt: z.iso.datetime().optional(),
    state,
  })
  .meta({ id: 'FloatDifference' });
export type FloatDifferenceAnswer = Wire<typeof floatDifference>;

const balanceDifference = z
  .object({
    differenceId: z.uuid(),
    account: z.string().describe('of the general ledger, or one customer’s; `customer:*` is what the general ledger has of all customers'),
    currency,
    period: z.string(),
    kept: z.string().describe('the balance of the period that is kept, debits less credits'),
    booked: z.string().describe('the same by the lines of the journal'),
    difference: z.string().describe('kept less booked'),
    foundAt: z.iso.datetime(),
    resolvedAt: z.iso.datetime().optional(),
    state,
  })
  .meta({ id: 'BalanceDifference' });
export type BalanceDifferenceAnswer = Wire<typeof balanceDifference>;

export const reconciliationEndpoints = {
  readReceipts: endpoint({
    method: 'GET',
    path: '/v1/receipts',
    summary: 'Which receipts are booked, and which never reached the books',
    tag,
    access,
    answers: { 200: receiptWatch },
  }),
  listFloatDifferences: endpoint({
    method: 'GET',
    path: '/v1/float-differences',
    summary: 'List vendors’ floats that differ from the ledger, the newest first',
    tag,
    access,
    query: pageQuery({ state: state.optional() }),
    answers: { 200: pageAnswer(floatDifference) },
  }),
  listBalanceDifferences: endpoint({
    method: 'GET',
    path: '/v1/balance-differences',
    summary: 'List balances that differ from the lines of the journal, the newest first; they are compared once a day',
    tag,
    access,
    query: pageQuery({ state: state.optional() }),
    answers: { 200: pageAnswer(balanceDifference) },
  }),
} as const;
