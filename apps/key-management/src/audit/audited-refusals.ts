import { isCoded } from '@openprepay/contracts/coded';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { AuditAction, AuditActor } from './audit-entry.js';
import type { AuditLog } from './audit-log.js';

/** What somebody tried, where it is refused. */
export interface Attempt {
  readonly action: AuditAction;
  readonly target: string;
}

/** Leaves an entry where a person is refused: who tries out what he may not, or what he does not know, is seen. */
export class AuditedRefusals {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** Runs `work`, which opens its own transaction; its refusal is written down in another. @throws what `work` throws */
  async watch<T>(actor: AuditActor & { readonly utility: string }, attempt: Attempt, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!isCoded(error)) throw error;
      await this.unitOfWork.run(actor.utility, (tx) =>
        this.audit.append(tx, { at: this.clock.now(), actor, ...attempt, details: { code: error.code } }),
      );
      throw error;
    }
  }
}
