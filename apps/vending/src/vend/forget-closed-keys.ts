import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { ClosedKeyRepository } from './closed-key.repository.js';

/** No request is on its way for so long. */
const KEPT_FOR_MS = 30 * 86_400_000;
const MAX_FORGOTTEN = 1_000;

/** Closed keys are kept until no late request can come under them. */
export class ForgetClosedKeys {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly closedKeys: ClosedKeyRepository,
    private readonly clock: Clock,
  ) {}

  /** For every utility. @returns how many were forgotten; at most `MAX_FORGOTTEN` in one go */
  execute(): Promise<number> {
    const before = new Date(this.clock.now().getTime() - KEPT_FOR_MS);
    return this.unitOfWork.run(ALL_UTILITIES, (tx) => this.closedKeys.forgetBefore(tx, before, MAX_FORGOTTEN));
  }
}
