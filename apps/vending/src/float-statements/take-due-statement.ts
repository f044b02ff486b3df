import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { apart } from '@openprepay/runtime/apart';
import type { Logger } from '@openprepay/runtime/logger';
import type { StatementKind, StatementRepository } from './statement.repository.js';

export interface StatementSettings {
  /** Time between two statements of how many receipts there are. */
  readonly receiptsEveryMs: number;
  /** Time between two statements of floats. */
  readonly floatsEveryMs: number;
}

/** Makes the statements that are due, each in a transaction of its utility that notes it: it is due once, whoever looks. */
export class TakeDueStatement {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly statements: StatementRepository,
    private readonly settings: StatementSettings,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /**
   * What fails for one utility keeps no other's books from being told.
   *
   * @param state makes the statement, in the utility's own transaction
   * @returns how many were made
   */
  async execute(kind: StatementKind, state: (tx: Tx, statedAt: Date) => Promise<void>): Promise<number> {
    const everyMs = { receipts: this.settings.receiptsEveryMs, floats: this.settings.floatsEveryMs }[kind];
    const now = this.clock.now();
    const before = new Date(now.getTime() - everyMs);
    const utilities = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.statements.utilitiesWithDue(tx, kind, before));
    let made = 0;
    for (const utility of utilities)
      made +=
        (await apart(this.logger, { task: `statements of ${kind}`, utility }, () =>
          this.unitOfWork.run(utility, async (tx) => {
            if (!(await this.statements.take(tx, kind, { now, before }))) return 0;
            await state(tx, now);
            return 1;
          }),
        )) ?? 0;
    return made;
  }
}
