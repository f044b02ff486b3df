import * as wire from '@openprepay/contracts/wire';
import { DEFAULT_PAGE, MAX_PAGE } from '@openprepay/contracts/http/page';
import { z } from 'zod';
import { writtenMeterNumber } from '../meters/meter-api.js';
import { writtenAmount } from '../vendors/vendor-api.js';
import { PAYMENT_METHODS, VEND_STATES } from './vend.js';
import { MAX_IDEMPOTENCY_KEY_LENGTH } from './vend-request.js';

/** What a point of sale sends. JSON numbers are refused: a float is no amount of money. */
export const vendBody = z.strictObject({
  meterNumber: writtenMeterNumber,
  tender: z.strictObject({ amount: writtenAmount, currency: wire.currency }),
  paymentMethod: z.enum(PAYMENT_METHODS),
  /** The vendor that staff sell for; a vendor's own users sell for theirs without saying so. */
  vendorId: z.uuid().optional(),
});

export const vendListQuery = z.object({
  cursor: z.string().max(1_024).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(DEFAULT_PAGE),
  meterNumber: writtenMeterNumber.optional(),
  vendorId: z.uuid().optional(),
  state: z.enum(VEND_STATES).optional(),
  /** Answers the one vend that this key has made, instead of a list. */
  idempotencyKey: z.string().min(1).max(MAX_IDEMPOTENCY_KEY_LENGTH).optional(),
});
