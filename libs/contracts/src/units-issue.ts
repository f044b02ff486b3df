import { z } from 'zod';
import * as wire from './wire.js';

const person = z.object({ subject: z.string(), username: z.string() });

/** Who wanted units given, and why: with it they are given once also where vending's database has lost that they were. */
export const unitsIssue = z.object({
  freeIssueId: z.uuid(),
  /** The requester's; the vend has another one where a sale of theirs had taken it. */
  idempotencyKey: z.string(),
  reason: z.string(),
  requestedBy: person,
  requestedAt: wire.instant,
  decidedAt: wire.instant,
  /** Where it took two people. */
  approvedBy: person.optional(),
  /** Of what was left on a meter: by which it was replaced. */
  replacement: z
    .object({
      replacementId: z.uuid(),
      meterNumber: wire.meterNumber,
      newMeterNumber: wire.meterNumber,
      reason: z.string(),
      replacedBy: person,
      replacedAt: wire.instant,
      /** The credit was part of the replacement; else somebody carried it over later. */
      withCredit: z.boolean(),
    })
    .optional(),
});
export type UnitsIssue = z.output<typeof unitsIssue>;
