import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { serviceActor } from '../audit/audit-entry.js';
import type { AuditLog } from '../audit/audit-log.js';
import type { DamagedKeys } from './damaged-keys.js';
import type { VendingKeyRepository } from './vending-key.repository.js';

/** Writes down which keys do not open: on the key, which is not ready any more, and in the audit log, once each time it begins. */
export class NoteKeyIntegrity {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly keys: VendingKeyRepository,
    private readonly damaged: DamagedKeys,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** What this process has met since. */
  async execute(): Promise<void> {
    for (const key of this.damaged.all()) {
      await this.unitOfWork.run(key.utility, (tx) => this.note(tx, key.vendingKeyId, this.clock.now()));
      this.damaged.forget(key);
    }
  }

  /** A key that has opened again. Call it last: it may hold the utility's audit chain until the transaction ends. */
  async restored(tx: Tx, vendingKeyId: string): Promise<void> {
    await this.note(tx, vendingKeyId, undefined);
  }

  private async note(tx: Tx, target: string, failedAt: Date | undefined): Promise<void> {
    if (!(await this.keys.noteIntegrity(tx, target, failedAt))) return;
    const action = failedAt ? 'vending-key.integrity-failed' : 'vending-key.integrity-restored';
    await this.audit.append(tx, { at: failedAt ?? this.clock.now(), actor: serviceActor, action, target, details: {} });
  }
}
