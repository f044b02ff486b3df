import { ReceiptsStated } from '@openprepay/contracts/vending';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES, inUtility } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { StatementRepository } from './statement.repository.js';

export interface StatementSettings {
  /** Time between two statements of how many receipts there are. */
  readonly receiptsEveryMs: number;
  /** Time between two statements of floats. */
  readonly floatsEveryMs: number;
}

/** Tells the books how many receipts there are, so that they miss the last one too. */
export class StateReceipts {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly statements: StatementRepository,
    private readonly outbox: Outbox,
    private readonly settings: StatementSettings,
    private readonly clock: Clock,
  ) {}

  /** Of one utility. @returns 1, or 0 where none is due */
  async execute(): Promise<number> {
    return this.unitOfWork.run(ALL_UTILITIES, async (tx) => {
      const now = this.clock.now();
      const before = new Date(now.getTime() - this.settings.receiptsEveryMs);
      const utility = await this.statements.takeDue(tx, 'receipts', { now, before });
      if (utility === undefined) return 0;
      await inUtility(tx, utility, async (own) => {
        const receiptsThrough = await this.statements.receiptsThrough(own);
        await this.outbox.append(own, ReceiptsStated, { receiptsThrough, statedAt: now });
      });
      return 1;
    });
  }
}
