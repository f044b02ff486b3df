import type { EventData } from '@openprepay/contracts/event';
import type { VendReversed } from '@openprepay/contracts/vending';
import type { Tx } from '@openprepay/persistence/tx';
import type { ReversalRepository } from '../reversals/reversal.repository.js';
import type { GiveBackVends } from '../settling/give-back-vends.js';
import type { ReceiptNumbers } from '../settling/receipt-numbers.repository.js';
import { isCompleted, isReversed, type ReversedVend } from '../vend/vend.js';
import type { VendRepository } from '../vend/vend.repository.js';
import type { RebuildVend, RebuiltVend } from './rebuild-vend.js';

/** A sale that was taken back, as the others were told of it: the sale, and what undoes it. */
export class RebuildReversal {
  constructor(
    private readonly rebuildVend: RebuildVend,
    private readonly vends: VendRepository,
    private readonly reversals: ReversalRepository,
    private readonly giveBackVends: GiveBackVends,
    private readonly receiptNumbers: ReceiptNumbers,
  ) {}

  /** Safe to repeat. */
  async execute(tx: Tx, said: EventData<typeof VendReversed>): Promise<RebuiltVend> {
    const rebuilt = await this.rebuildVend.execute(tx, said.vend);
    const [vend] = await this.vends.lockAll(tx, [said.vend.vendId]);
    if (!vend || isReversed(vend)) return rebuilt;
    // credited meanwhile, or another outcome: a person must look
    if (!isCompleted(vend) || vend.delivery.state === 'credited') return 'contradicts';

    const { reversalId, receiptNumber, reversedAt: at, reason, requestedBy, approvedBy } = said;
    await this.giveBackVends.execute(tx, [vend], { kind: 'reversed-vend', at });
    const reversed: ReversedVend = {
      ...vend,
      outcome: { ...vend.outcome, state: 'reversed', reversal: { reversalId, receiptNumber, at } },
    };
    await this.vends.reverse(tx, reversed);
    await this.reversals.insert(tx, {
      ...{ reversalId, vendId: vend.vendId, reason, takesTwo: approvedBy !== undefined, requestedAt: at },
      requestedBy: personNamed(requestedBy),
      decision: {
        state: 'reversed',
        decidedBy: approvedBy === undefined ? undefined : personNamed(approvedBy),
        decidedAt: at,
        receiptNumber,
      },
    });
    await this.receiptNumbers.passBy(tx, receiptNumber);
    return rebuilt;
  }
}

/** Of whoever was told of by name alone. */
const personNamed = (username: string) => ({ subject: `rebuilt ${username}`, username });
