import { z } from 'zod';
import { currency } from '../wire.js';
import { endpoint, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';
import { commissionRule } from './vending-commission-rules.js';
import { amountText, replayedHeader, writtenAmount } from './vending-values.js';
import { MAX_VENDOR_NAME_LENGTH, ofVendor, vendor } from './vending-vendors.js';
import { oneLine, reason } from './text.js';

const MAX_REFERENCE_LENGTH = 100;

const tag = 'Vendors';
const operator = { roles: ['operator'] } as const;
const staff = { roles: ['operator', 'clerk'] } as const;
/** Administrators hand out roles: they ask, and others decide. */
const whoDecides = { roles: ['operator'], adminExcluded: true } as const;
const ofChange = z.object({ changeId: z.uuid() });

const policy = z
  .object({
    depositApprovalAbove: amountText.describe('a larger deposit takes two people'),
    floatLimitApprovalAbove: amountText.describe('a larger float limit takes two people'),
    withdrawalApprovalAbove: amountText.describe('a larger withdrawal takes two people'),
    currency,
  })
  .meta({ id: 'VendorPolicy' });
export type VendorPolicyAnswer = Wire<typeof policy>;

const person = z.object({ subject: z.string(), username: z.string() });
const changeState = z.enum(['awaiting-approval', 'done', 'refused']);

export const vendorChange = z
  .object({
    changeId: z.uuid().describe('of a deposit or a withdrawal: its id too, once it is done'),
    change: z.enum(['deposit', 'float-limit', 'policy', 'withdrawal', 'commission']),
    state: changeState,
    vendorId: z.uuid().optional(),
    amount: amountText.optional().describe('of a deposit or a withdrawal'),
    reference: z.string().optional().describe('of a deposit or a withdrawal'),
    reason: z.string().optional().describe('of a withdrawal'),
    floatLimit: amountText.optional(),
    policy: policy.optional(),
    commission: z.array(commissionRule).optional(),
    effectiveFrom: z.iso.datetime().optional().describe('of a commission; when it is approved, where absent or earlier'),
    currency,
    requestedBy: person,
    requestedAt: z.iso.datetime(),
    decidedBy: person.optional(),
    decidedAt: z.iso.datetime().optional(),
    refusal: z.string().optional().describe('why it was refused'),
  })
  .meta({ id: 'VendorChange', description: 'what one person has asked for, and another one decides on' });
export type VendorChangeAnswer = Wire<typeof vendorChange>;

const createdVendor = vendor
  .extend({ awaiting: vendorChange.optional().describe('the float limit, where a second person has to say so too: none until then') })
  .meta({ id: 'CreatedVendor' });
export type CreatedVendorAnswer = Wire<typeof createdVendor>;

const deposit = z
  .object({
    depositId: z.uuid(),
    vendorId: z.uuid(),
    amount: amountText,
    currency,
    reference: z.string(),
    depositedAt: z.iso.datetime(),
    depositedBy: z.string().optional(),
    approvedBy: z.string().optional().describe('the second person, where it took two'),
    floatBalance: amountText,
  })
  .meta({ id: 'Deposit' });
export type DepositAnswer = Wire<typeof deposit>;

const reference = oneLine(MAX_REFERENCE_LENGTH)
  .regex(/[\p{L}\p{N}]/u, 'has a letter or a digit')
  .describe('the bank’s. One reference is one deposit of the utility, whatever its case, hyphens and spaces');

export const floatEndpoints = {
  createVendor: endpoint({
    method: 'POST',
    path: '/v1/vendors',
    summary: 'Create a vendor; 202 where its float limit needs a second person',
    tag,
    access: operator,
    body: z.strictObject({ name: oneLine(MAX_VENDOR_NAME_LENGTH), floatLimit: writtenAmount.optional() }),
    answers: { 201: createdVendor, 202: createdVendor },
    errors: ['vending.amount_invalid', 'vending.staff_required'],
  }),
  setFloatLimit: endpoint({
    method: 'PUT',
    path: '/v1/vendors/:vendorId/float-limit',
    summary: 'Change how far a float may go below nothing; 202 where that needs a second person',
    tag,
    access: operator,
    params: ofVendor,
    body: z.strictObject({ floatLimit: writtenAmount }),
    answers: { 200: vendor, 202: vendorChange },
    errors: ['vending.vendor_unknown', 'vending.amount_invalid', 'vending.float_limit_in_use', 'vending.staff_required'],
  }),
  depositFloat: endpoint({
    method: 'POST',
    path: '/v1/vendors/:vendorId/deposits',
    summary: 'Pay money into a float; the same reference again is the same deposit; 202 where it needs a second person',
    tag,
    access: staff,
    params: ofVendor,
    body: z.strictObject({ amount: writtenAmount, currency, reference }),
    answers: { 201: deposit, 202: vendorChange },
    answerHeaders: z.object(replayedHeader),
    errors: [
      'vending.vendor_unknown',
      'vending.currency_mismatch',
      'vending.amount_invalid',
      'vending.deposit_reference_reused',
      'vending.staff_required',
    ],
  }),
  readVendorPolicy: endpoint({
    method: 'GET',
    path: '/v1/policies/vendors',
    summary: 'What of the money for vendors takes two people',
    tag,
    access: staff,
    answers: { 200: policy },
  }),
  changeVendorPolicy: endpoint({
    method: 'PUT',
    path: '/v1/policies/vendors',
    summary: 'Change what takes two people; 202 where less would: that takes two itself',
    tag,
    access: operator,
    body: z.strictObject({
      depositApprovalAbove: writtenAmount,
      floatLimitApprovalAbove: writtenAmount,
      withdrawalApprovalAbove: writtenAmount.optional().describe('as it is, where absent'),
    }),
    answers: { 200: policy, 202: vendorChange },
    errors: ['vending.amount_invalid', 'vending.staff_required'],
  }),
  listVendorChanges: endpoint({
    method: 'GET',
    path: '/v1/vendor-changes',
    summary: 'What has been asked for, newest first',
    tag,
    access: staff,
    query: pageQuery({ state: changeState.optional(), vendorId: z.uuid().optional() }),
    answers: { 200: pageAnswer(vendorChange) },
  }),
  approveVendorChange: endpoint({
    method: 'POST',
    path: '/v1/vendor-changes/:changeId/approve',
    summary: 'Do what another person has asked for',
    tag,
    access: whoDecides,
    params: ofChange,
    answers: { 200: vendorChange },
    errors: [
      'vending.vendor_change_unknown',
      'vending.vendor_change_decided',
      'vending.second_person_required',
      'vending.deposit_reference_reused',
      'vending.float_limit_in_use',
      'vending.withdrawal_exceeds_float',
      'vending.staff_required',
    ],
  }),
  refuseVendorChange: endpoint({
    method: 'POST',
    path: '/v1/vendor-changes/:changeId/refuse',
    summary: 'Refuse what was asked for; whoever asked may take it back so',
    tag,
    access: staff,
    params: ofChange,
    body: z.strictObject({ reason }),
    answers: { 200: vendorChange },
    errors: ['vending.vendor_change_unknown', 'vending.vendor_change_decided', 'vending.staff_required'],
  }),
} as const;
