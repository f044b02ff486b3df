import { ReceiptsStated } from '@openprepay/contracts/vending';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { StatementRepository } from './statement.repository.js';
import type { TakeDueStatement } from './take-due-statement.js';

/** Tells the books how many receipts there are, so that they miss the last one too. */
export class StateReceipts {
  constructor(
    private readonly takeDue: TakeDueStatement,
    private readonly statements: StatementRepository,
    private readonly outbox: Outbox,
  ) {}

  /** Of every utility whose statement is due. @returns how many those were */
  execute(): Promise<number> {
    return this.takeDue.execute('receipts', async (tx, statedAt) => {
      const receiptsThrough = await this.statements.receiptsThrough(tx);
      await this.outbox.append(tx, ReceiptsStated, { receiptsThrough, statedAt });
    });
  }
}
