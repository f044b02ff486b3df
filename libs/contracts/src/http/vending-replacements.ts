import { z } from 'zod';
import * as wire from '../wire.js';
import { endpoint, type Wire } from './endpoint.js';
import { reason } from './text.js';
import { modelCode } from './vending-catalogue.js';
import { freeIssue } from './vending-free-issues.js';
import { DEFAULT_KEY_TYPE, meter, writtenKeyData } from './vending-meters.js';
import { givenUnits, meterNumberText, replayedHeader } from './vending-values.js';
import { supplyErrors } from './vending-vends.js';

const replacement = z
  .object({
    replacementId: z.uuid(),
    meterNumber: wire.meterNumber.describe('the meter that was replaced'),
    newMeter: meter,
    reason: z.string(),
    replacedBy: z.object({ subject: z.string(), username: z.string() }),
    replacedAt: z.iso.datetime(),
    credit: freeIssue.optional().describe('of what was left on the old meter: given, or waiting for a second person'),
  })
  .meta({ id: 'Replacement' });
export type ReplacementAnswer = Wire<typeof replacement>;

export const replacementEndpoints = {
  replaceMeter: endpoint({
    method: 'POST',
    path: '/v1/meters/:meterNumber/replacement',
    summary:
      'Put another meter in the place of one; 202 where its credit needs a second person, or its token is not there in time. Safe to repeat',
    tag: 'Meters',
    access: { roles: ['engineer'] },
    params: z.object({ meterNumber: meterNumberText }),
    body: z
      .strictObject({
        newMeterNumber: meterNumberText,
        ...writtenKeyData,
        keyType: wire.keyType.default(DEFAULT_KEY_TYPE),
        modelCode: modelCode.optional(),
        unitsLeft: givenUnits.optional().describe('what was left on the old one: credited to the new one, once'),
        reason,
      })
      .meta({ id: 'MeterReplacement' }),
    answers: { 201: replacement, 202: replacement },
    answerHeaders: z.object(replayedHeader),
    errors: [
      ...supplyErrors,
      'vending.meter_exists',
      'vending.meter_algorithms_mismatch',
      'vending.tokens_awaited',
      'vending.key_change_pending',
      'vending.units_invalid',
      'vending.unit_mismatch',
      'vending.seller_busy',
      'vending.staff_required',
    ],
  }),
} as const;
