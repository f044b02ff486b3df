import { z } from 'zod';
import { endpoint, type Wire } from './endpoint.js';
import { oneLine } from './text.js';
import { ofVendor } from './vending-vendors.js';

const MAX_ISSUER_LENGTH = 80;
const MAX_TAX_NUMBER_LENGTH = 30;

const tag = 'Vends';

/** Who a receipt says that it is of. */
export const receiptIssuer = z
  .strictObject({
    name: oneLine(MAX_ISSUER_LENGTH).optional().describe('as it is registered'),
    taxNumber: oneLine(MAX_TAX_NUMBER_LENGTH).optional().describe('under which it pays the taxes that receipts show'),
  })
  .meta({ id: 'ReceiptIssuer' });
export type ReceiptIssuerAnswer = Wire<typeof receiptIssuer>;

const vendorTaxNumber = z
  .strictObject({
    taxNumber: oneLine(MAX_TAX_NUMBER_LENGTH).optional().describe('under which the vendor pays its own taxes; none, where absent'),
  })
  .meta({ id: 'VendorTaxNumber' });
export type VendorTaxNumberAnswer = Wire<typeof vendorTaxNumber>;

export const receiptIssuerEndpoints = {
  readVendorTaxNumber: endpoint({
    method: 'GET',
    path: '/v1/vendors/:vendorId/tax-number',
    summary: 'Which tax number of a vendor receipts have beside the utility’s',
    tag: 'Vendors',
    access: { roles: ['operator', 'clerk'] },
    params: ofVendor,
    answers: { 200: vendorTaxNumber },
    errors: ['vending.vendor_unknown'],
  }),
  changeVendorTaxNumber: endpoint({
    method: 'PUT',
    path: '/v1/vendors/:vendorId/tax-number',
    summary: 'Say which tax number of a vendor receipts have of its sales from now on; those of before keep theirs',
    tag: 'Vendors',
    access: { roles: ['operator'] },
    params: ofVendor,
    body: vendorTaxNumber,
    answers: { 200: vendorTaxNumber },
    errors: ['vending.vendor_unknown', 'vending.staff_required'],
  }),
  readReceiptIssuer: endpoint({
    method: 'GET',
    path: '/v1/policies/receipts',
    summary: 'Whose name and tax number receipts have',
    tag,
    access: { roles: ['operator', 'clerk'] },
    answers: { 200: receiptIssuer },
  }),
  changeReceiptIssuer: endpoint({
    method: 'PUT',
    path: '/v1/policies/receipts',
    summary: 'Say whose name and tax number receipts have of sales from now on; those of before keep theirs',
    tag,
    access: { roles: ['operator'] },
    body: receiptIssuer,
    answers: { 200: receiptIssuer },
    errors: ['vending.staff_required'],
  }),
} as const;
