import type { AuditVerdict, VerifyAuditLog } from './verify-audit-log.js';

/** Recomputes a chain of any length from its first entry, part by part. */
export async function verifyWhole(verifyAuditLog: VerifyAuditLog, utility: string): Promise<AuditVerdict> {
  for (let after = 0n; ;) {
    const verdict = await verifyAuditLog.execute({ utility, after });
    if (!verdict.valid) return verdict;
    if (verdict.verified.sequence >= verdict.head.sequence) return { ...verdict, verifiedAfter: 0n };
    after = verdict.verified.sequence;
  }
}
