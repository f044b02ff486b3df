import { VendorFloatStated } from '@openprepay/contracts/vending';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Tx } from '@openprepay/persistence/tx';
import type { StatementRepository } from './statement.repository.js';
import type { TakeDueStatement } from './take-due-statement.js';

/** No transaction is open for so long: a deposit or a withdrawal that is older is either committed or never will be. */
const DEPOSITS_SETTLE_MS = 600_000;

/** Tells the books what each vendor's float is, so that they can say whether they come to the same. */
export class StateFloats {
  constructor(
    private readonly takeDue: TakeDueStatement,
    private readonly statements: StatementRepository,
    private readonly outbox: Outbox,
  ) {}

  /** Of every utility whose statement is due. @returns how many those were */
  execute(): Promise<number> {
    return this.takeDue.execute('floats', (tx, statedAt) => this.state(tx, statedAt));
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
