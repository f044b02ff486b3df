import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { SecurityModule } from '../security-module/security-module.js';
import { type AuditCheckpoint, signedText } from './audit-checkpoint.js';
import type { AuditCheckpointRepository } from './audit-checkpoint.repository.js';
import type { AuditLogRepository } from './audit-log.repository.js';
import { type AuditFlaw, type AuditHead, flawOf } from './audit-entry.js';

/** Entries read at a time, in a transaction of their own. */
const CHUNK = 1_000;
/** Entries that one verification recomputes at most: some seconds' work. */
export const MAX_VERIFIED_ENTRIES = 50_000n;

export interface BrokenChain {
  readonly valid: false;
  readonly brokenAt: bigint;
  readonly flaw: AuditFlaw;
}

export type AuditVerdict =
  | BrokenChain
  | {
      readonly valid: true;
      readonly entries: bigint;
      readonly head: AuditHead;
      readonly verifiedAfter: bigint;
      /** How far it was recomputed; the head, unless the chain is longer than one verification goes. */
      readonly verified: AuditHead;
      readonly checkpoint: AuditCheckpoint | undefined;
    };

export interface VerifyAuditLogCommand {
  /** The caller's utility, or each in turn where the installation's own chains are checked. */
  readonly utility: string;
  /** The entry after which to begin. Without it a chain is recomputed whole, or where it is long from the last signed place. */
  readonly after?: bigint | undefined;
}

/** What tells genuine checkpoints from others: without it (where the master key is not at hand) signatures are not looked at. */
export type CheckpointJudge = Pick<SecurityModule, 'isSigned'>;

/**
 * Recomputes a utility's chain and says where it was tampered with, if anywhere. The chain ends where its head says and
 * nowhere else, and it goes through the last place that was signed with a key outside of the database: whoever owns the
 * database can write another chain, but not one that does.
 */
export class VerifyAuditLog {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly entries: AuditLogRepository,
    private readonly checkpoints: AuditCheckpointRepository,
    private readonly judge: CheckpointJudge | undefined,
  ) {}

  async execute({ utility, after }: VerifyAuditLogCommand): Promise<AuditVerdict> {
    const ends = await this.unitOfWork.run(utility, async (tx) => {
      const checkpoint = await this.checkpoints.latest(tx);
      // Read after the checkpoint: what was signed is then before the end.
      const { head, lastSequence } = await this.entries.ends(tx);
      return { checkpoint, head, lastSequence, atCheckpoint: checkpoint && (await this.entries.at(tx, checkpoint.sequence)) };
    });
    const { checkpoint, head, lastSequence, atCheckpoint } = ends;
    if (lastSequence !== head.sequence) return broken(smaller(lastSequence, head.sequence) + 1n, 'head-mismatch');
    if (checkpoint) {
      const flaw = (await this.flawOfSignature(checkpoint)) ?? (atCheckpoint?.hash === checkpoint.hash ? undefined : 'checkpoint-mismatch');
      if (flaw) return broken(smaller(checkpoint.sequence, head.sequence + 1n), flaw);
    }
    const from = after ?? (head.sequence <= MAX_VERIFIED_ENTRIES ? 0n : (checkpoint?.sequence ?? 0n));
    return this.recompute(utility, { from, head, checkpoint });
  }

  private async recompute(
    utility: string,
    { from, head, checkpoint }: { readonly from: bigint; readonly head: AuditHead; readonly checkpoint: AuditCheckpoint | undefined },
  ): Promise<AuditVerdict> {
    const begin = await this.unitOfWork.run(utility, (tx) => this.entries.at(tx, smaller(from, head.sequence)));
    if (!begin) return broken(smaller(from, head.sequence), 'entry-missing');
    const end = smaller(head.sequence, begin.sequence + MAX_VERIFIED_ENTRIES);
    let before: AuditHead = begin;
    while (before.sequence < end) {
      const chunk = await this.unitOfWork.run(utility, (tx) => this.entries.after(tx, before.sequence, CHUNK));
      for (const entry of chunk) {
        if (before.sequence === end) break;
        const flaw = flawOf(entry, before);
        if (flaw) return broken(before.sequence + 1n, flaw);
        before = entry;
      }
      if (chunk.length === 0) return broken(before.sequence + 1n, 'entry-missing');
    }
    if (before.sequence === head.sequence && before.hash !== head.hash) return broken(before.sequence + 1n, 'head-mismatch');
    return {
      valid: true,
      entries: head.sequence,
      head,
      verifiedAfter: begin.sequence,
      verified: { sequence: before.sequence, hash: before.hash },
      checkpoint,
    };
  }

  private async flawOfSignature(checkpoint: AuditCheckpoint): Promise<AuditFlaw | undefined> {
    if (!this.judge) return undefined;
    const { masterKeyId, signature } = checkpoint;
    const verdict = await this.judge.isSigned(signedText(checkpoint), { masterKeyId, signature });
    if (verdict === 'unknown-key') return 'checkpoint-unverifiable';
    return verdict === 'genuine' ? undefined : 'checkpoint-forged';
  }
}

const broken = (brokenAt: bigint, flaw: AuditFlaw): BrokenChain => ({ valid: false, brokenAt, flaw });
const smaller = (left: bigint, right: bigint): bigint => (left < right ? left : right);
