import type { EventData } from '@openprepay/contracts/event';
import type { AccountPaymentReversed } from '@openprepay/contracts/vendor-money';
import type { Tx } from '@openprepay/persistence/tx';
import type { AccountPaymentRepository } from '../account-payments/account-payment.repository.js';
import type { PaymentReversalRepository } from './payment-reversal.repository.js';
import { paymentReversedEvent } from './payment-reversed.js';

/** What was said of reversals of payments, to be said again. */
export class TellPaymentReversals {
  constructor(
    private readonly payments: AccountPaymentRepository,
    private readonly reversals: PaymentReversalRepository,
  ) {}

  /** Of those under these receipt numbers, in no order; the other numbers are passed over. */
  async execute(tx: Tx, receiptNumbers: readonly string[]): Promise<readonly EventData<typeof AccountPaymentReversed>[]> {
    const told: EventData<typeof AccountPaymentReversed>[] = [];
    for (const { paymentId, reason, requestedBy, decision } of await this.reversals.ofReceipts(tx, receiptNumbers)) {
      const payment = await this.payments.require(tx, paymentId, undefined);
      if (!payment.reversal) throw new Error(`payment ${paymentId} has a reversal and stands`);
      const because = { reason, requestedBy: requestedBy.username, approvedBy: decision?.decidedBy?.username };
      told.push(paymentReversedEvent(payment, payment.reversal, because));
    }
    return told;
  }
}
