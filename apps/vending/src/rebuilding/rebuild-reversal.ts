import type { EventData } from '@openprepay/contracts/event';
import type { VendReversed } from '@openprepay/contracts/vending';
import type { Tx } from '@openprepay/persistence/tx';
import type { ReversalRepository } from '../reversals/reversal.repository.js';
import { soldNow } from '../sales/sales.js';
import type { SalesRepository } from '../sales/sales.repository.js';
import type { GiveBackVends } from '../settling/give-back-vends.js';
import type { ReceiptNumbers } from '../settling/receipt-numbers.repository.js';
import { isCompleted, isReversed, type ReversedVend } from '../vend/vend.js';
import type { VendRepository } from '../vend/vend.repository.js';
import type { FloatRepository } from '../vendors/float.repository.js';
import { personNamed } from './person-named.js';
import type { RebuildVend, RebuiltVend } from './rebuild-vend.js';

/** A sale that was taken back, as the others were told of it: the sale, and what undoes it. */
export class RebuildReversal {
  constructor(
    private readonly rebuildVend: RebuildVend,
    private readonly vends: VendRepository,
    private readonly reversals: ReversalRepository,
    private readonly giveBackVends: GiveBackVends,
    private readonly floats: FloatRepository,
    private readonly sums: SalesRepository,
    private readonly receiptNumbers: ReceiptNumbers,
  ) {}

  /** Safe to repeat, as `RebuildVend`. */
  async execute(tx: Tx, said: Said, lookedAt = false): Promise<RebuiltVend> {
    const rebuilt = await this.rebuildVend.execute(tx, said.vend, lookedAt);
    const [vend] = await this.vends.lockAll(tx, [said.vend.vendId]);
    if (!vend) {
      if (rebuilt === 'receipt-taken') await this.rebuildVend.leaveOutReversed(tx, said.vend);
      return rebuilt;
    }
    if (isReversed(vend)) return rebuilt;
    // credited meanwhile, or another outcome: a person must look
    if (!isCompleted(vend) || vend.delivery.state === 'credited') return 'contradicts';

    const { reversalId, receiptNumber, reversedAt: at } = said;
    if (await this.receiptNumbers.isGiven(tx, receiptNumber)) return 'receipt-taken';
    // A float that did not cover the vend when it was made again has nothing to get back.
    const paidBy = vend.vendorId !== undefined && (await this.floats.hasPaid(tx, vend.vendorId, vend.vendId)) ? vend.vendorId : undefined;
    await this.giveBackVends.execute(tx, [{ ...vend, vendorId: paidBy }], { kind: 'reversed-vend', at });
    const reversed: ReversedVend = {
      ...vend,
      outcome: { ...vend.outcome, state: 'reversed', reversal: { reversalId, receiptNumber, at } },
    };
    await this.vends.reverse(tx, reversed);
    await this.sums.takeBack(tx, soldNow(vend));
    await this.decide(tx, said);
    await this.receiptNumbers.passBy(tx, receiptNumber);
    return rebuilt;
  }

  /** It may have been asked for before the backup, and another one after the restore. */
  private async decide(tx: Tx, { reversalId, receiptNumber, reversedAt: at, reason, requestedBy, approvedBy, vend }: Said): Promise<void> {
    const decidedBy = approvedBy === undefined ? undefined : personNamed(approvedBy);
    const decision = { state: 'reversed', decidedBy, decidedAt: at, receiptNumber } as const;
    const open = await this.reversals.ofVend(tx, vend.vendId);
    if (open?.reversalId === reversalId) {
      await this.reversals.decide(tx, reversalId, decision);
      return;
    }
    if (open) {
      const refusal = 'it had been taken back already';
      await this.reversals.decide(tx, open.reversalId, { state: 'refused', decidedBy, decidedAt: at, refusal });
    }
    await this.reversals.insert(tx, {
      ...{ reversalId, vendId: vend.vendId, reason, takesTwo: approvedBy !== undefined, requestedAt: at, decision },
      requestedBy: personNamed(requestedBy),
    });
  }
}

type Said = EventData<typeof VendReversed>;
