import * as wire from '@openprepay/contracts/wire';
import { DEFAULT_PAGE, MAX_PAGE } from '@openprepay/contracts/http/page';
import { formatMoney } from '@openprepay/quantities';
import { z } from 'zod';
import type { DepositOutcome } from './deposit-float.js';
import type { Vendor } from './vendor.js';

const MAX_NAME = 100;
const MAX_REFERENCE = 100;
/** What an amount may look like; what it may be is said with a code of its own. */
export const writtenAmount = z.string().min(1).max(64);

export const vendorBody = z.strictObject({ name: z.string().trim().min(1).max(MAX_NAME), floatLimit: writtenAmount.optional() });
export const depositBody = z.strictObject({
  amount: writtenAmount,
  currency: wire.currency,
  reference: z.string().trim().min(1).max(MAX_REFERENCE),
});
export const vendorListQuery = z.object({
  cursor: z.string().max(1_024).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(DEFAULT_PAGE),
});

const amountText = z.string().describe('a decimal with the decimals of the currency; may be negative');
export const vendorAnswer = z.object({
  vendorId: z.uuid(),
  name: z.string(),
  currency: wire.currency,
  floatBalance: amountText,
  floatLimit: amountText,
  createdAt: z.iso.datetime(),
});
export const vendorPage = z.object({ items: z.array(vendorAnswer), nextCursor: z.string().optional() });
export const depositAnswer = z.object({
  depositId: z.uuid(),
  vendorId: z.uuid(),
  amount: amountText,
  currency: wire.currency,
  reference: z.string(),
  depositedAt: z.iso.datetime(),
  floatBalance: amountText,
});

export const vendorToApi = (vendor: Vendor): z.input<typeof vendorAnswer> => ({
  vendorId: vendor.vendorId,
  name: vendor.name,
  currency: vendor.currency,
  floatBalance: formatMoney(vendor.floatMinor, vendor.currency),
  floatLimit: formatMoney(vendor.floatLimitMinor, vendor.currency),
  createdAt: vendor.createdAt.toISOString(),
});

export const depositToApi = ({ deposit, vendor }: DepositOutcome): z.input<typeof depositAnswer> => ({
  depositId: deposit.depositId,
  vendorId: deposit.vendorId,
  amount: formatMoney(deposit.amountMinor, deposit.currency),
  currency: deposit.currency,
  reference: deposit.reference,
  depositedAt: deposit.depositedAt.toISOString(),
  floatBalance: formatMoney(vendor.floatMinor, vendor.currency),
});
