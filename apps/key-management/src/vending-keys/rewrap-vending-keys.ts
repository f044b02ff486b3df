import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { serviceActor } from '../audit/audit-entry.js';
import type { AuditLog } from '../audit/audit-log.js';
import type { SecurityModule } from '../security-module/security-module.js';
import type { VendingKeyRepository } from './vending-key.repository.js';
import { labelOf } from './vending-key.js';

/** What a run has done; drafts keep the older master key in use until they are finished or abandoned. */
export interface RewrapReport {
  readonly rewrapped: number;
  /** Older master keys that are still needed; the others may leave the master key file. */
  readonly stillNeeded: readonly string[];
}

/**
 * Seals every key under the current master key, one transaction each: it may be stopped and run again at any time,
 * beside a service that has both master keys loaded.
 */
export class RewrapVendingKeys {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly keys: VendingKeyRepository,
    private readonly securityModule: SecurityModule,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<RewrapReport> {
    const [current] = await this.securityModule.masterKeyIds();
    const outdated = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.keys.sealedByOthers(tx, current));
    for (const { utility, id } of outdated) await this.rewrap({ utility, id, current });
    const inUse = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.keys.masterKeyIdsInUse(tx));
    return { rewrapped: outdated.length, stillNeeded: inUse.filter((id) => id !== current) };
  }

  private async rewrap({
    utility,
    id,
    current,
  }: {
    readonly utility: string;
    readonly id: string;
    readonly current: string;
  }): Promise<void> {
    await this.unitOfWork.run(utility, async (tx) => {
      const key = await this.keys.lock(tx, id);
      if (!key.wrapped || key.wrapped.masterKeyId === current) return;
      const wrapped = await this.securityModule.rewrap({ label: labelOf(key), wrapped: key.wrapped });
      await this.keys.seal(tx, { ...key, wrapped });
      await this.audit.append(tx, {
        at: this.clock.now(),
        actor: serviceActor,
        action: 'vending-key.rewrapped',
        target: id,
        details: { from: key.wrapped.masterKeyId, to: wrapped.masterKeyId },
      });
    });
  }
}
