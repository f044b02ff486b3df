import type { AuditEntryAnswer, AuditVerdictAnswer } from '@openprepay/contracts/http/key-management-audit';
import type { AuditEntry } from './audit-entry.js';
import type { AuditVerdict } from './verify-audit-log.js';

export const auditEntryToApi = ({ sequence, at, actor, action, target, details, previousHash, hash }: AuditEntry): AuditEntryAnswer => ({
  sequence: sequence.toString(),
  at: at.toISOString(),
  actor,
  action,
  target,
  details: JSON.parse(details) as AuditEntryAnswer['details'],
  previousHash,
  hash,
});

export const auditVerdictToApi = (verdict: AuditVerdict): AuditVerdictAnswer =>
  verdict.valid
    ? {
        valid: true,
        entries: verdict.entries.toString(),
        head: { sequence: verdict.head.sequence.toString(), hash: verdict.head.hash },
      }
    : { valid: false, brokenAt: verdict.brokenAt.toString(), flaw: verdict.flaw };
