import { z } from 'zod';
import { endpoint, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';

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

const auditVerdict = z
  .union([
    z.object({ valid: z.literal(true), entries: z.string(), head: z.object({ sequence: z.string(), hash: z.string() }) }),
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
    summary: 'Recompute the chain; note the head elsewhere to compare',
    tag,
    access,
    answers: { 200: auditVerdict },
  }),
} as const;
