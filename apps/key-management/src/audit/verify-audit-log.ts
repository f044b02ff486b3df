import type { Principal } from '@openprepay/contracts/identity';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { AuditLogRepository } from './audit-log.repository.js';
import { type AuditFlaw, type AuditHead, emptyHead, flawOf } from './audit-entry.js';

/** Entries read at a time; the chain may be of any length. */
const CHUNK = 1_000;

export type AuditVerdict =
  | { readonly valid: true; readonly entries: bigint; readonly head: AuditHead }
  | { readonly valid: false; readonly brokenAt: bigint; readonly flaw: AuditFlaw };

/** Recomputes a utility's chain from its first entry and says where it was tampered with, if anywhere. */
export class VerifyAuditLog {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly entries: AuditLogRepository,
  ) {}

  /** @param whose the caller's utility, or each in turn where the installation's own chains are checked */
  async execute({ utility }: Pick<Principal, 'utility'>): Promise<AuditVerdict> {
    return this.unitOfWork.run(utility, (tx) => this.recompute(tx));
  }

  private async recompute(tx: Tx): Promise<AuditVerdict> {
    // The end is read first: what is appended meanwhile lies beyond it and does not look like tampering.
    const head = await this.entries.head(tx);
    let before: AuditHead = emptyHead;
    while (before.sequence < head.sequence) {
      const chunk = await this.entries.after(tx, before.sequence, CHUNK);
      if (chunk.length === 0) break;
      for (const entry of chunk) {
        const flaw = flawOf(entry, before);
        if (flaw) return { valid: false, brokenAt: before.sequence + 1n, flaw };
        before = entry;
        if (before.sequence === head.sequence) break;
      }
    }
    if (before.sequence !== head.sequence || before.hash !== head.hash || (await this.endWasCutOff(tx, head))) {
      return { valid: false, brokenAt: before.sequence + 1n, flaw: 'head-mismatch' };
    }
    return { valid: true, entries: head.sequence, head };
  }

  /** Entries without a recorded end: nothing writes them that way. */
  private async endWasCutOff(tx: Tx, head: AuditHead): Promise<boolean> {
    if (head.sequence > 0n) return false;
    const beyond = await this.entries.after(tx, 0n, 1);
    return beyond.length > 0 && (await this.entries.head(tx)).sequence === 0n;
  }
}
