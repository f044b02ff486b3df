import { z } from 'zod';
import { currency } from '../wire.js';
import { endpoint, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';
import { type CommissionKind, commissionKinds, commissionRule } from './vending-commission-rules.js';
import { vendorChange } from './vending-floats.js';
import { ofVendor } from './vending-vendors.js';

export { type CommissionKind, commissionKinds };

const tag = 'Vendors';
const staff = { roles: ['operator', 'clerk'] } as const;
const whoSees = { roles: ['operator', 'clerk', 'vendor'] } as const;

const commission = z
  .object({
    vendorId: z.uuid(),
    version: z.int().nonnegative().describe('1, 2, 3, … of the vendor; 0 where nothing was ever said'),
    currency,
    commission: z.array(commissionRule),
    effectiveFrom: z.iso.datetime().optional(),
    changedAt: z.iso.datetime().optional(),
    changedBy: z.string().optional(),
    endedBy: z
      .object({ version: z.int().positive(), changedAt: z.iso.datetime(), changedBy: z.string() })
      .optional()
      .describe('the later word with which it ended before it began; in the list of what was said'),
  })
  .meta({ id: 'VendorCommission', description: 'what a vendor earns by its sales from a moment on' });
export type CommissionAnswer = Wire<typeof commission>;

const visibility = ['vending.vendor_required', 'vending.vendor_not_yours', 'vending.vendor_unknown'] as const;

export const commissionEndpoints = {
  setCommission: endpoint({
    method: 'PUT',
    path: '/v1/vendors/:vendorId/commission',
    summary:
      'Say what a vendor earns by its sales, from now or from later on; from then on nothing counts that was said before, which is kept. 202 where it earns more and the utility has said above which deposits it takes two people',
    tag,
    access: staff,
    params: ofVendor,
    body: z.strictObject({
      commission: z.array(commissionRule).max(commissionKinds.length).describe('one rule of a kind; none ends it'),
      effectiveFrom: z.iso.datetime().optional().describe('now, where absent; not before now'),
    }),
    answers: { 200: commission, 202: vendorChange },
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
