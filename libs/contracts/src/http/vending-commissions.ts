import { z } from 'zod';
import { currency } from '../wire.js';
import { endpoint, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';
import { writtenAmount } from './vending-values.js';
import { ofVendor } from './vending-vendors.js';

const tag = 'Vendors';
const staff = { roles: ['operator', 'clerk'] } as const;
const whoSees = { roles: ['operator', 'clerk', 'vendor'] } as const;

export const commissionKinds = ['credit', 'debt', 'free-basic'] as const;
export type CommissionKind = (typeof commissionKinds)[number];

const percent = z
  .string()
  .regex(/^\d{1,3}(\.\d{1,4})?$/, 'a decimal with at most four decimals')
  .describe('of the money of its kind, at most 100; what is less than a smallest unit of money is left with the utility');

const rule = z
  .union([
    z.strictObject({ kind: z.enum(['credit', 'debt']), percent }),
    z.strictObject({ kind: z.enum(commissionKinds), perVend: writtenAmount }),
  ])
  .meta({
    id: 'CommissionRule',
    description:
      'credit: what of a sale’s money is no debt, taxes included; debt: what it recovers of debts; free-basic: a sale of free units, ' +
      'per vend alone. All of them together are no more than a sale’s money',
  });

const commission = z
  .object({
    vendorId: z.uuid(),
    version: z.int().nonnegative().describe('1, 2, 3, … of the vendor; 0 where nothing was ever said'),
    currency,
    commission: z.array(rule),
    effectiveFrom: z.iso.datetime().optional(),
    changedAt: z.iso.datetime().optional(),
    changedBy: z.string().optional(),
  })
  .meta({ id: 'VendorCommission', description: 'what a vendor earns by its sales from a moment on' });
export type CommissionAnswer = Wire<typeof commission>;

const visibility = ['vending.vendor_required', 'vending.vendor_not_yours', 'vending.vendor_unknown'] as const;

export const commissionEndpoints = {
  setCommission: endpoint({
    method: 'PUT',
    path: '/v1/vendors/:vendorId/commission',
    summary: 'Say what a vendor earns by its sales, from now or from later on; what was said before is kept',
    tag,
    access: staff,
    params: ofVendor,
    body: z.strictObject({
      commission: z.array(rule).max(commissionKinds.length).describe('one rule of a kind; none ends it'),
      effectiveFrom: z.iso.datetime().optional().describe('now, where absent; not before now'),
    }),
    answers: { 200: commission },
    errors: ['vending.vendor_unknown', 'vending.commission_invalid', 'vending.amount_invalid', 'vending.staff_required'],
  }),
  readCommission: endpoint({
    method: 'GET',
    path: '/v1/vendors/:vendorId/commission',
    summary: 'What a vendor earns by its sales now',
    tag,
    access: whoSees,
    params: ofVendor,
    answers: { 200: commission },
    errors: [...visibility],
  }),
  listCommissions: endpoint({
    method: 'GET',
    path: '/v1/vendors/:vendorId/commission/versions',
    summary: 'What was ever said of a vendor’s commission, the latest first',
    tag,
    access: whoSees,
    params: ofVendor,
    query: pageQuery({}),
    answers: { 200: pageAnswer(commission) },
    errors: [...visibility],
  }),
} as const;
