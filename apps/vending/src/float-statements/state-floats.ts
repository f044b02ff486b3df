import { VendorFloatStated } from '@openprepay/contracts/vending';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES, inUtility } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { StatementRepository } from './statement.repository.js';
import type { StatementSettings } from './state-receipts.js';

/** No transaction is open for so long: a deposit that is older is either committed or never will be. */
export const DEPOSITS_SETTLE_MS = 600_000;

/** Tells the books what each vendor's float is, so that they can say whether they come to the same. */
export class StateFloats {
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
      const before = new Date(now.getTime() - this.settings.floatsEveryMs);
      const utility = await this.statements.takeDue(tx, 'floats', { now, before });
      if (utility === undefined) return 0;
      await inUtility(tx, utility, (own) => this.state(own, now));
      return 1;
    });
  }

  private async state(tx: Tx, statedAt: Date): Promise<void> {
    const depositsBefore = new Date(statedAt.getTime() - DEPOSITS_SETTLE_MS);
    const { receiptsThrough, floats } = await this.statements.floats(tx, depositsBefore);
    await this.outbox.appendAll(
      tx,
      VendorFloatStated,
      floats.map((float) => ({ data: { ...float, receiptsThrough, depositsBefore, statedAt } })),
    );
  }
}
