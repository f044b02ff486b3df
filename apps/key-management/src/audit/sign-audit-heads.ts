import { AuditHeadSigned } from '@openprepay/contracts/key-management';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { apart } from '@openprepay/runtime/apart';
import type { Logger } from '@openprepay/runtime/logger';
import type { SecurityModule } from '../security-module/security-module.js';
import { signedText } from './audit-checkpoint.js';
import type { AuditLogRepository } from './audit-log.repository.js';
import type { AuditCheckpointRepository } from './audit-checkpoint.repository.js';
import type { AuditHead, AuditFlaw } from './audit-entry.js';
import type { VerifyAuditLog } from './verify-audit-log.js';

/** Who is told of a chain that does not hold. */
export interface BrokenChains {
  tell(chain: { readonly utility: string; readonly brokenAt: bigint; readonly flaw: AuditFlaw }): void;
}

/**
 * Signs where each utility's chain has come to, once it has been recomputed since the last signed place, and tells the other
 * services: who then takes entries away, here or in all of the database, is contradicted by what they keep. A chain that does
 * not hold is not signed. When the master key has changed, each chain is signed under the new one.
 */
export class SignAuditHeads {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly entries: AuditLogRepository,
    private readonly checkpoints: AuditCheckpointRepository,
    private readonly verifyAuditLog: VerifyAuditLog,
    private readonly securityModule: Pick<SecurityModule, 'sign' | 'masterKeyIds'>,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly brokenChains: BrokenChains,
    private readonly logger: Logger,
  ) {}

  /** For every utility; what fails for one keeps no other waiting. @returns how many chains go on beyond what was signed now */
  async execute(): Promise<number> {
    const [masterKeyId] = await this.securityModule.masterKeyIds();
    const utilities = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.checkpoints.unsigned(tx, masterKeyId));
    let unfinished = 0;
    for (const utility of utilities)
      if (await apart(this.logger, { task: 'signed audit heads', utility }, () => this.goesOnBeyond(utility))) unfinished += 1;
    return unfinished;
  }

  /** Signs as far as was verified, where that holds. */
  private async goesOnBeyond(utility: string): Promise<boolean> {
    const checkpoint = await this.unitOfWork.run(utility, (tx) => this.checkpoints.latest(tx));
    const verdict = await this.verifyAuditLog.execute({ utility, after: checkpoint?.sequence ?? 0n });
    if (!verdict.valid) {
      this.brokenChains.tell({ utility, ...verdict });
      return false;
    }
    await this.sign(utility, verdict.verified);
    return verdict.verified.sequence < verdict.head.sequence;
  }

  private async sign(utility: string, { sequence, hash }: AuditHead): Promise<void> {
    const place = { utility, sequence, hash, signedAt: this.clock.now() };
    const checkpoint = { ...place, ...(await this.securityModule.sign(signedText(place))) };
    await this.unitOfWork.run(utility, async (tx) => {
      // Of two processes the later one then knows what the first has signed: places are told in their order.
      await this.entries.lockHead(tx);
      const latest = await this.checkpoints.latest(tx);
      if (latest && latest.sequence > sequence) return;
      if (!(await this.checkpoints.insert(tx, checkpoint))) return;
      const { utility: _utility, ...told } = checkpoint;
      await this.outbox.append(tx, AuditHeadSigned, told);
    });
  }
}
