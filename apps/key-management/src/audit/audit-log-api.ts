import type { AuditEntryAnswer, AuditVerdictAnswer } from '@openprepay/contracts/http/key-management-audit';
import { present } from '@openprepay/contracts/present';
import type { AuditEntry, AuditHead } from './audit-entry.js';
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

export function auditVerdictToApi(verdict: AuditVerdict): AuditVerdictAnswer {
  if (!verdict.valid) return { valid: false, brokenAt: verdict.brokenAt.toString(), flaw: verdict.flaw };
  const { entries, head, verifiedAfter, verified, checkpoint } = verdict;
  return {
    valid: true,
    entries: entries.toString(),
    head: placeToApi(head),
    verifiedAfter: verifiedAfter.toString(),
    verifiedTo: verified.sequence.toString(),
    ...present({
      nextAfter: verified.sequence < head.sequence ? verified.sequence.toString() : undefined,
      checkpoint: checkpoint && { ...placeToApi(checkpoint), signedAt: checkpoint.signedAt.toISOString() },
    }),
  };
}

const placeToApi = ({ sequence, hash }: AuditHead) => ({ sequence: sequence.toString(), hash });
