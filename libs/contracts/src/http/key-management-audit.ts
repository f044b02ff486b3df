import { z } from 'zod';
import { endpoint, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';

/** A 63-bit number. */
const MAX_SEQUENCE_DIGITS = 18;
const sequence = z
  .string()
  .regex(/^(0|[1-9]\d*)$/)
  .max(MAX_SEQUENCE_DIGITS);

const tag = 'Audit log';
const access = { roles: ['custodian'] } as const;

const auditEntry = z
  .object({
    sequence: z.string(),
    at: z.iso.datetime(),
    actor: z.object({ subject: z.string(), username: z.string() }),
    action: z.string(),
    target: z.string().describe('the supply group code or vending key id that it was done to'),
    details: z.record(z.string(), z.unknown()),
    previousHash: z.string(),
    hash: z.string(),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntryAnswer = Wire<typeof auditEntry>;

const place = z.object({ sequence: z.string(), hash: z.string() });

const auditVerdict = z
  .union([
    z.object({
      valid: z.literal(true),
      entries: z.string(),
      head: place,
      verifiedAfter: z.string().describe('entries after this one were recomputed; 0: from the first'),
      verifiedTo: z.string(),
      nextAfter: z.string().optional().describe('there where the chain goes on: ask again with it as `after`'),
      checkpoint: place
        .extend({ signedAt: z.iso.datetime() })
        .optional()
        .describe('the last place that was signed with a key outside of the database; it holds'),
    }),
    z.object({ valid: z.literal(false), brokenAt: z.string(), flaw: z.string() }),
  ])
  .meta({ id: 'AuditVerdict' });
export type AuditVerdictAnswer = Wire<typeof auditVerdict>;

export const auditEndpoints = {
  listAuditEntries: endpoint({
    method: 'GET',
    path: '/v1/audit-log',
    summary: 'Who did what with which key, newest first',
    tag,
    access,
    query: pageQuery({}),
    answers: { 200: pageAnswer(auditEntry) },
  }),
  verifyAuditLog: endpoint({
    method: 'GET',
    path: '/v1/audit-log/verify',
    summary: 'Recompute the chain; a long one from its last signed place, or page by page from the first with after=0',
    tag,
    access,
    query: z.strictObject({ after: sequence.optional() }),
    answers: { 200: auditVerdict },
  }),
} as const;
