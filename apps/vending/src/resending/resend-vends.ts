import { MAX_MISSING_RECEIPTS, type ReceiptsMissing } from '@openprepay/contracts/billing';
import type { EventData } from '@openprepay/contracts/event';
import { VendCompleted } from '@openprepay/contracts/vending';
import type { Caused, Outbox } from '@openprepay/messaging/outbox';
import type { Tx } from '@openprepay/persistence/tx';
import type { Logger } from 'pino';
import { formatReceiptNumber } from '../settling/receipt-number.js';
import { completedEvent } from '../settling/vend-events.js';
import { isCompleted } from '../vend/vend.js';
import type { VendRepository } from '../vend/vend.repository.js';

/** Publishes again what the books say never came. Whoever has it already does nothing a second time. */
export class ResendVends {
  constructor(
    private readonly vends: VendRepository,
    private readonly outbox: Outbox,
    private readonly logger: Logger,
  ) {}

  /** At most `MAX_MISSING_RECEIPTS`, the lowest first: what is left is asked for again. */
  async execute(tx: Tx, { receipts, cause }: Caused<EventData<typeof ReceiptsMissing>>): Promise<void> {
    const vends = (await this.vends.ofReceipts(tx, numbersOf(receipts).map(formatReceiptNumber))).filter(isCompleted);
    await this.outbox.appendAll(
      tx,
      VendCompleted,
      vends.map((vend) => ({ data: completedEvent(vend), cause })),
    );
    this.logger.warn({ utility: tx.utility, receipts, resent: vends.length }, 'the books miss receipts: their vends are published again');
  }
}

function numbersOf(ranges: EventData<typeof ReceiptsMissing>['receipts']): readonly number[] {
  const numbers: number[] = [];
  for (const { first, last } of ranges) {
    for (let number = first; number <= last && numbers.length < MAX_MISSING_RECEIPTS; number++) numbers.push(number);
  }
  return numbers;
}
