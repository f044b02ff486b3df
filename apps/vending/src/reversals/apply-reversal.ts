import { VendReversed } from '@openprepay/contracts/vending';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Tx } from '@openprepay/persistence/tx';
import { soldNow } from '../sales/sales.js';
import type { SalesRepository } from '../sales/sales.repository.js';
import type { GiveBackVends } from '../settling/give-back-vends.js';
import { receiptNumberAfter, type ReceiptNumbers } from '../settling/receipt-numbers.repository.js';
import { reversedEvent } from '../settling/vend-events.js';
import type { CompletedVend, ReversedVend } from '../vend/vend.js';
import type { VendRepository } from '../vend/vend.repository.js';
import type { Reversal } from './reversal.js';

export interface ReversalToApply {
  readonly vend: CompletedVend;
  readonly reversal: Pick<Reversal, 'reversalId' | 'reason' | 'requestedBy'>;
  readonly approvedBy: string | undefined;
  readonly at: Date;
}

/**
 * Takes a completed sale back: units, charges, debts and float are as if it had not been. The reversal has a number of the receipts'
 * series, by which the books miss neither of the two; the token keeps its identifier, so no other one is made with it.
 */
export class ApplyReversal {
  constructor(
    private readonly vends: VendRepository,
    private readonly giveBackVends: GiveBackVends,
    private readonly receiptNumbers: ReceiptNumbers,
    private readonly sales: SalesRepository,
    private readonly outbox: Outbox,
  ) {}

  /** The meter and the vend are locked. Not safe to repeat: the table of vends refuses a second time. */
  async execute(tx: Tx, { vend, reversal: { reversalId, reason, requestedBy }, approvedBy, at }: ReversalToApply): Promise<ReversedVend> {
    await this.giveBackVends.execute(tx, [vend], { kind: 'reversed-vend', at });
    // the counter after everything else that many wait for
    const last = await this.receiptNumbers.lock(tx);
    const receiptNumber = receiptNumberAfter(last, 0);
    const reversed: ReversedVend = {
      ...vend,
      outcome: { ...vend.outcome, state: 'reversed', reversal: { reversalId, receiptNumber, at } },
    };
    await this.receiptNumbers.take(tx, last, 1);
    await this.vends.reverse(tx, reversed);
    await this.sales.takeBack(tx, soldNow(vend));
    await this.outbox.append(tx, VendReversed, reversedEvent(reversed, { reason, requestedBy: requestedBy.username, approvedBy }));
    return reversed;
  }
}
