import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES, inUtility } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { StatementKind, StatementRepository } from './statement.repository.js';

export interface StatementSettings {
  /** Time between two statements of how many receipts there are. */
  readonly receiptsEveryMs: number;
  /** Time between two statements of floats. */
  readonly floatsEveryMs: number;
}

/** Takes the utility whose statement is due, and makes it in the transaction that notes it: it is due once, whoever looks. */
export class TakeDueStatement {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly statements: StatementRepository,
    private readonly settings: StatementSettings,
    private readonly clock: Clock,
  ) {}

  /**
   * @param state makes the statement, in the utility's own transaction
   * @returns 1, or 0 where none is due
   */
  async execute(kind: StatementKind, state: (tx: Tx, statedAt: Date) => Promise<void>): Promise<number> {
    const everyMs = { receipts: this.settings.receiptsEveryMs, floats: this.settings.floatsEveryMs }[kind];
    return this.unitOfWork.run(ALL_UTILITIES, async (tx) => {
      const now = this.clock.now();
      const utility = await this.statements.takeDue(tx, kind, { now, before: new Date(now.getTime() - everyMs) });
      if (utility === undefined) return 0;
      await inUtility(tx, utility, (own) => state(own, now));
      return 1;
    });
  }
}
