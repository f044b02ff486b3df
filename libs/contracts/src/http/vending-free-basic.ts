import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { meterNumberText, replayedHeader } from './vending-values.js';
import { idempotencyKey, keyedVendErrors, supplyErrors, vend, whoSells } from './vending-vends.js';

const freeBasic = z
  .strictObject({
    meterNumber: meterNumberText,
    vendorId: z.uuid().optional().describe('whom staff act for; a vendor’s own users act for theirs without saying so'),
  })
  .meta({ id: 'FreeBasic' });

export const freeBasicEndpoints = {
  giveFreeBasic: endpoint({
    method: 'POST',
    path: '/v1/vends/free-basic',
    summary: 'Give a supply the free units of the month, once; 202 where the token is not there in time: ask again with the same key',
    tag: 'Vends',
    access: whoSells,
    headers: z.object({ 'idempotency-key': idempotencyKey }),
    body: freeBasic,
    answers: { 201: vend, 202: vend },
    answerHeaders: z.object({ location: z.string().describe('the vend'), ...replayedHeader }),
    errors: [
      ...supplyErrors,
      ...keyedVendErrors,
      'vending.free_basic_not_due',
      'vending.vendor_unknown',
      'vending.vendor_required',
      'vending.vendor_not_yours',
    ],
  }),
} as const;
