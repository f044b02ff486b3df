import type { EventData } from '@openprepay/contracts/event';
import type { AccountPaymentReversed } from '@openprepay/contracts/vendor-money';
import type { Tx } from '@openprepay/persistence/tx';
import type { AccountPaymentRepository } from '../account-payments/account-payment.repository.js';
import type { GivePaymentBack } from '../payment-reversals/give-payment-back.js';
import type { PaymentReversalRepository } from '../payment-reversals/payment-reversal.repository.js';
import type { ReceiptNumbers } from '../settling/receipt-numbers.repository.js';
import type { RebuildAccountPayment, RebuiltAccountPayment } from './rebuild-account-payment.js';
import { personNamed } from './person-named.js';

/** A payment of debts that was taken back, as the books were told of it: the payment, and what undoes it. */
export class RebuildPaymentReversal {
  constructor(
    private readonly rebuildPayment: RebuildAccountPayment,
    private readonly payments: AccountPaymentRepository,
    private readonly reversals: PaymentReversalRepository,
    private readonly givePaymentBack: GivePaymentBack,
    private readonly receiptNumbers: ReceiptNumbers,
  ) {}

  /** Safe to repeat, as `RebuildAccountPayment`. */
  async execute(tx: Tx, said: Said, lookedAt = false): Promise<RebuiltAccountPayment> {
    const { paymentId } = said.payment;
    await this.payments.lock(tx, paymentId);
    const rebuilt = await this.rebuildPayment.execute(tx, said.payment, lookedAt);
    const payment = await this.payments.find(tx, paymentId);
    if (!payment || payment.reversal) return rebuilt;
    if (await this.receiptNumbers.isGiven(tx, said.receiptNumber)) return 'receipt-taken';
    await this.givePaymentBack.execute(tx, payment, said.reversedAt);
    await this.decide(tx, said);
    await this.receiptNumbers.passBy(tx, said.receiptNumber);
    return rebuilt;
  }

  /** It may have been asked for before the backup, and another one after the restore. */
  private async decide(tx: Tx, { reversalId, receiptNumber, reversedAt: at, approvedBy, ...said }: Said): Promise<void> {
    const { paymentId } = said.payment;
    const decidedBy = approvedBy === undefined ? undefined : personNamed(approvedBy);
    const decision = { state: 'reversed', decidedBy, decidedAt: at, receiptNumber } as const;
    const open = await this.reversals.ofPayment(tx, paymentId);
    if (open?.reversalId === reversalId) {
      await this.reversals.decide(tx, reversalId, decision);
      return;
    }
    if (open) {
      const refusal = 'it had been taken back already';
      await this.reversals.decide(tx, open.reversalId, { state: 'refused', decidedBy, decidedAt: at, refusal });
    }
    await this.reversals.insert(tx, {
      ...{ reversalId, paymentId, reason: said.reason, takesTwo: approvedBy !== undefined, requestedAt: at, decision },
      requestedBy: personNamed(said.requestedBy),
    });
  }
}

type Said = EventData<typeof AccountPaymentReversed>;
