import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { AuditLog } from '../audit/audit-log.js';
import { KeyManagementError } from '../key-management-error.js';
import { requireCustodian } from '../vending-keys/require-custodian.js';
import type { KeyChangeRepository } from './key-change.repository.js';
import { type KeyChange, requireOpen } from './key-change.js';

export interface RefuseKeyChangeCommand {
  readonly changeId: string;
  readonly reason: string;
}

/** Says no to what a custodian has asked for: any custodian may, whoever asked for it too. */
export class RefuseKeyChange {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly changes: KeyChangeRepository,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** @throws {KeyManagementError} `…custodian_required`, `…key_change_unknown`, `…key_change_decided`, `…key_change_expired` */
  async execute(caller: Principal, { changeId, reason }: RefuseKeyChangeCommand): Promise<KeyChange> {
    requireCustodian(caller, 'refuse a change of a key');
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const now = this.clock.now();
      const change = await this.changes.require(tx, changeId);
      requireOpen(change, now);
      const decidedBy = { subject: caller.subject, username: caller.username };
      if (!(await this.changes.decide(tx, change.id, { state: 'refused', decidedBy, decidedAt: now, refusal: reason }))) {
        throw new KeyManagementError('key-management.key_change_decided', 'somebody else has decided meanwhile');
      }
      await this.audit.append(tx, {
        at: now,
        actor: caller,
        action: 'vending-key.change-refused',
        target: change.vendingKeyId,
        details: { changeId, change: change.change, askedBy: change.requestedBy.username, reason },
      });
      return { ...change, state: 'refused', decidedBy, decidedAt: now, refusal: reason };
    });
  }
}
