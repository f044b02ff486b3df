import { z } from 'zod';
import { currency } from '../wire.js';
import { endpoint, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';
import { amountText } from './vending-values.js';

export const MAX_VENDOR_NAME_LENGTH = 100;

const tag = 'Vendors';
const whoSees = { roles: ['operator', 'clerk', 'vendor'] } as const;
export const ofVendor = z.object({ vendorId: z.uuid() });

export const vendor = z
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

const movement = z
  .object({
    position: z.string().describe('1, 2, 3, … without a gap'),
    kind: z.enum([
      'opening',
      'deposit',
      'withdrawal',
      'vend',
      'account-payment',
      'failed-vend',
      'reversed-vend',
      'reversed-payment',
      'commission',
      'commission-returned',
      'payment-commission',
      'payment-commission-returned',
    ]),
    vendId: z.uuid().optional(),
    depositId: z.uuid().optional(),
    withdrawalId: z.uuid().optional(),
    paymentId: z.uuid().optional().describe('of an account’s debts'),
    amount: amountText.describe('below zero where the float paid'),
    balance: amountText.describe('of the float afterwards'),
    at: z.iso.datetime(),
  })
  .meta({ id: 'FloatMovement' });
export type MovementAnswer = Wire<typeof movement>;

export const vendorEndpoints = {
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
  listMovements: endpoint({
    method: 'GET',
    path: '/v1/vendors/:vendorId/movements',
    summary: 'What made a float what it is, newest first; a vendor’s user sees its own',
    tag,
    access: whoSees,
    params: ofVendor,
    query: pageQuery({}),
    answers: { 200: pageAnswer(movement) },
    errors: ['vending.vendor_required', 'vending.vendor_not_yours', 'vending.vendor_unknown'],
  }),
} as const;
