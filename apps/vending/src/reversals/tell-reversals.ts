import type { EventData } from '@openprepay/contracts/event';
import type { VendReversed } from '@openprepay/contracts/vending';
import type { Tx } from '@openprepay/persistence/tx';
import { reversedEvent } from '../settling/vend-events.js';
import { isReversed } from '../vend/vend.js';
import type { VendRepository } from '../vend/vend.repository.js';
import type { ReversalRepository } from './reversal.repository.js';

/** What was said of reversals, to be said again. */
export class TellReversals {
  constructor(
    private readonly vends: VendRepository,
    private readonly reversals: ReversalRepository,
  ) {}

  /** Of those under these receipt numbers, in no order; the other numbers are passed over. */
  async execute(tx: Tx, receiptNumbers: readonly string[]): Promise<readonly EventData<typeof VendReversed>[]> {
    const told: EventData<typeof VendReversed>[] = [];
    for (const { vendId, reason, requestedBy, decision } of await this.reversals.ofReceipts(tx, receiptNumbers)) {
      const vend = await this.vends.require(tx, vendId);
      if (!isReversed(vend)) throw new Error(`vend ${vendId} has a reversal and is ${vend.outcome.state}`);
      told.push(reversedEvent(vend, { reason, requestedBy: requestedBy.username, approvedBy: decision?.decidedBy?.username }));
    }
    return told;
  }
}
