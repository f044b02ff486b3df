import { z } from 'zod';
import { currency } from '../wire.js';
import { endpoint, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';
import { amountText, replayedHeader, writtenAmount } from './vending-values.js';

const MAX_NAME_LENGTH = 100;
const MAX_REFERENCE_LENGTH = 100;

const tag = 'Vendors';
const whoSees = { roles: ['operator', 'clerk', 'vendor'] } as const;
const ofVendor = z.object({ vendorId: z.uuid() });

const vendor = z
  .object({
    vendorId: z.uuid(),
    name: z.string(),
    currency,
    floatBalance: amountText.describe('what is left of the deposits; below zero down to the limit'),
    floatLimit: amountText.describe('credit beyond the deposits'),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Vendor' });
export type VendorAnswer = Wire<typeof vendor>;

const deposit = z
  .object({
    depositId: z.uuid(),
    vendorId: z.uuid(),
    amount: amountText,
    currency,
    reference: z.string(),
    depositedAt: z.iso.datetime(),
    floatBalance: amountText,
  })
  .meta({ id: 'Deposit' });
export type DepositAnswer = Wire<typeof deposit>;

export const vendorEndpoints = {
  createVendor: endpoint({
    method: 'POST',
    path: '/v1/vendors',
    summary: 'Create a vendor',
    tag,
    access: { roles: ['operator'] },
    body: z.strictObject({ name: z.string().trim().min(1).max(MAX_NAME_LENGTH), floatLimit: writtenAmount.optional() }),
    answers: { 201: vendor },
    errors: ['vending.amount_invalid'],
  }),
  listVendors: endpoint({
    method: 'GET',
    path: '/v1/vendors',
    summary: 'List vendors and their floats, in the order of their creation; a vendor’s user sees its own',
    tag,
    access: whoSees,
    query: pageQuery({}),
    answers: { 200: pageAnswer(vendor) },
    errors: ['vending.vendor_required', 'vending.vendor_unknown'],
  }),
  readVendor: endpoint({
    method: 'GET',
    path: '/v1/vendors/:vendorId',
    summary: 'Read a vendor and its float',
    tag,
    access: whoSees,
    params: ofVendor,
    answers: { 200: vendor },
    errors: ['vending.vendor_required', 'vending.vendor_not_yours', 'vending.vendor_unknown'],
  }),
  depositFloat: endpoint({
    method: 'POST',
    path: '/v1/vendors/:vendorId/deposits',
    summary: 'Pay money into a float; the same reference again is the same deposit',
    tag,
    access: { roles: ['operator', 'clerk'] },
    params: ofVendor,
    body: z.strictObject({ amount: writtenAmount, currency, reference: z.string().trim().min(1).max(MAX_REFERENCE_LENGTH) }),
    answers: { 201: deposit },
    answerHeaders: z.object(replayedHeader),
    errors: ['vending.vendor_unknown', 'vending.currency_mismatch', 'vending.amount_invalid', 'vending.deposit_reference_reused'],
  }),
} as const;
