import type { Principal } from '@openprepay/contracts/identity';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { type QuarantinedCount, utilityOf } from './quarantined-message.js';
import type { QuarantineRepository } from './quarantine.repository.js';

export interface CountQuery {
  /** Messages that belong to no utility; for those who run the installation. */
  readonly unassigned?: 'true' | 'false' | undefined;
}

/** How much of the caller's meters waits for a decision, by why it was set aside. */
export class CountQuarantined {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly quarantine: QuarantineRepository,
  ) {}

  async execute(caller: Principal, { unassigned }: CountQuery): Promise<readonly QuarantinedCount[]> {
    return this.unitOfWork.run(utilityOf(caller, unassigned), (tx) => this.quarantine.waitingByCode(tx));
  }
}
